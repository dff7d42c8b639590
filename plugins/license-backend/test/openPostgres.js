const { mkdtemp, rm } = require('node:fs/promises');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { loadPostgres, openTempFolder } = require('./enterablePostgres');

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

const toFlags = settings =>
  Object.entries(settings).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);

/**
 * Starts a PostgreSQL 18 that only this machine reaches, with its data in a temporary folder.
 *
 * @param options - `port` to listen on, by default any free one; `settings` besides PostgreSQL's own defaults
 */
exports.openPostgres = async function openPostgres(options) {
  const log = [];
  const folder = await mkdtemp(join(openTempFolder(), 'license-postgres-'));
  let release = async () => {};
  /** Processes that are stopped, each by its own id. */
  let frozen = [];
  const thaw = () => {
    const processes = frozen;
    frozen = [];
    processes.forEach(pid => process.kill(pid, 'SIGCONT'));
  };
  const remove = async () => {
    await rm(folder, { recursive: true, force: true });
    await release();
  };
  try {
    const program = await loadPostgres();
    release = program.release;
    const port = options.port ?? (await freePort());
    const server = new program.EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: 'postgres',
      password: 'postgres',
      persistent: false,
      // PostgreSQL refuses to run as root, which is what a container's user often is.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: toFlags({
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        max_connections: 200,
        ...options.settings,
      }),
      onLog: message => log.push(message),
      onError: message => log.push(String(message)),
    });
    await server.initialise();
    await server.start();
    return {
      connection: {
        host: '127.0.0.1',
        port,
        user: 'postgres',
        password: 'postgres',
      },
      /** Ends the server and leaves its data, other than `stop` of the package. */
      async pause(signal) {
        const { process: running } = server;
        server.process = undefined;
        const ended = new Promise(resolve => running.once('exit', resolve));
        running.kill(signal);
        await ended;
      },
      start: () => server.start(),
      /** Lets it do nothing any more: connections stay open, and new ones are not answered. */
      async freeze() {
        const client = server.getPgClient();
        await client.connect();
        const { pid } = server.process;
        process.kill(pid, 'SIGSTOP');
        frozen = [pid];
        // Nobody comes any more, and none of these goes as long as the server does not see it go.
        const { rows } = await client.query(
          'select pid from pg_stat_activity where pid <> pg_backend_pid()',
        );
        for (const row of rows) {
          process.kill(row.pid, 'SIGSTOP');
          frozen.unshift(row.pid);
        }
        await client.end();
      },
      thaw,
      async remove() {
        thaw();
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    const [reason] = (error?.message ?? 'it ended while starting').split('\n');
    throw new Error(
      `No PostgreSQL 18 for the tests on ${process.platform}-${
        process.arch
      }: ${reason}.\n${log.join('')}`,
    );
  }
};
