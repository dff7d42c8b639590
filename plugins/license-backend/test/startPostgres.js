const { mkdtemp, rm } = require('node:fs/promises');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { loadPostgres, openTempFolder } = require('./enterablePostgres');

const CONNECTION = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

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

/**
 * Starts a throw-away PostgreSQL 18 for the tests, before the first of them and once for all workers, which
 * inherit the connection string. A server given by that same environment variable is used as it is.
 */
module.exports = async function startPostgres() {
  if (process.env[CONNECTION]) {
    return;
  }
  const log = [];
  let cleanUp = async () => {};
  const folder = await mkdtemp(join(openTempFolder(), 'license-postgres-'));
  try {
    const { EmbeddedPostgres, release } = await loadPostgres();
    cleanUp = release;
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: folder,
      port,
      user: 'postgres',
      password: 'postgres',
      persistent: false,
      // PostgreSQL refuses to run as root, which is what a container's user often is.
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: [
        ...['-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories='],
        ...['-c', 'max_connections=200'],
        // The data lives as long as the tests, so waiting for the disk gains nothing.
        ...['-c', 'fsync=off', '-c', 'full_page_writes=off'],
        ...['-c', 'synchronous_commit=off'],
      ],
      onLog: message => log.push(message),
      onError: message => log.push(String(message)),
    });
    await server.initialise();
    await server.start();
    process.env[
      CONNECTION
    ] = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
    globalThis.stopLicenseTestPostgres = async () => {
      delete process.env[CONNECTION];
      await server.stop();
      await release();
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    await cleanUp();
    const [reason] = (error?.message ?? 'it ended while starting').split('\n');
    throw new Error(
      `No PostgreSQL 18 for the tests on ${process.platform}-${process.arch}: ${reason}. ` +
        `Set ${CONNECTION} to the connection string of a PostgreSQL 18 whose user may create databases.\n${log.join(
          '',
        )}`,
    );
  }
};
