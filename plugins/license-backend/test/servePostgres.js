/*
 * A PostgreSQL for one test, which can stop it and start it again: `fork(servePostgres.js, [port])`. A process of
 * its own, as the package that starts it cannot be loaded inside of a test. It keeps what it acknowledged, as a
 * portal's database does, and goes with the test that started it.
 */
const { openPostgres } = require('./openPostgres');

const [, , port] = process.argv;

const opening = openPostgres({
  port: Number(port),
  settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' },
});

const WORDS = {
  /** `pg_ctl stop -m fast`: connections are cut. */
  'stop fast': postgres => postgres.pause('SIGINT'),
  /** `pg_ctl stop -m immediate`: as after a crash, the next start recovers from the log. */
  'stop immediate': postgres => postgres.pause('SIGQUIT'),
  start: postgres => postgres.start(),
  /** As if the machine hung. */
  freeze: postgres => postgres.freeze(),
  thaw: postgres => postgres.thaw(),
};

const answer = done =>
  done.then(
    value => process.send?.({ value }),
    error => process.send?.({ error: `${error?.message ?? error}` }),
  );

process.on('message', word =>
  answer(opening.then(postgres => WORDS[word](postgres))),
);
process.once('disconnect', () => {
  opening.then(postgres => postgres.remove()).finally(() => process.exit(0));
});
answer(opening.then(({ connection }) => connection));
