const { openPostgres } = require('./openPostgres');

const CONNECTION = 'BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING';

/**
 * Starts a throw-away PostgreSQL 18 for the tests, before the first of them and once for all workers, which
 * inherit the connection string. A server given by that same environment variable is used as it is.
 */
module.exports = async function startPostgres() {
  if (process.env[CONNECTION]) {
    return;
  }
  const postgres = await openPostgres({
    // The data lives as long as the tests, so waiting for the disk gains nothing.
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
    },
  }).catch(error => {
    throw new Error(
      `${error.message}\nSet ${CONNECTION} to the connection string of a PostgreSQL 18 whose user may create databases.`,
    );
  });
  const { user, password, host, port } = postgres.connection;
  process.env[
    CONNECTION
  ] = `postgres://${user}:${password}@${host}:${port}/postgres`;
  globalThis.stopLicenseTestPostgres = async () => {
    delete process.env[CONNECTION];
    await postgres.remove();
  };
};
