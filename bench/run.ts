/*
 * Measures what the plugins cost, each cost against something else of the same portal in the same run, and whether it
 * keeps its bound. See docs/performance.md.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, Findings, Measurement } from './Bench';
import { DatabaseHome } from './data/DatabaseHome';
import { LicenseFiles } from './data/LicenseFiles';
import { Options, readOptions } from './options';
import { page } from './page/pageRows';
import { writeDocument } from './report/document';
import { describeMachine } from './report/machine';
import { growthTable, rowTable, verdictOf } from './report/markdown';
import { growth } from './rows/growth';
import { listsOfMany, overviewOfTwo } from './rows/overview';
import { pauses } from './rows/pauses';
import { readingGrowth } from './rows/readingGrowth';
import { runs } from './rows/runs';
import { starting } from './rows/starting';
import { uploads } from './rows/upload';

const MEASUREMENTS: Measurement[] = [
  overviewOfTwo,
  listsOfMany,
  runs,
  pauses,
  growth,
  readingGrowth,
  uploads,
  starting,
  page,
];

const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error);

/** Says what is going on, and after how many seconds. */
const say = (what: string) =>
  process.stderr.write(`${Math.round(performance.now() / 1000)} s  ${what}\n`);

/** What was found, on which databases, and what could not be measured at all. */
interface Measured {
  found: Findings[];
  versions: string[];
  failures: string[];
}

/** Everything that was asked for. What fails takes nothing else along. */
async function measureAll(
  { databases, only, plan }: Options,
  folder: string,
): Promise<Measured> {
  const measured: Measured = { found: [], versions: [], failures: [] };
  const files = await LicenseFiles.create(folder);
  for (const name of databases) {
    const home = await DatabaseHome.open(name, files, folder);
    measured.versions.push(home.version);
    const bench: Bench = {
      plan,
      folder,
      files,
      home,
      say: what => say(`${name}: ${what}`),
    };
    try {
      for (const { id, measure } of MEASUREMENTS) {
        if (only?.includes(id) ?? true) {
          try {
            measured.found.push(await measure(bench));
          } catch (error) {
            measured.failures.push(`${name} ${id}: ${messageOf(error)}`);
          }
        }
      }
    } finally {
      await home.close();
    }
  }
  return measured;
}

/** All of it as Markdown. */
function report({ found, versions }: Measured, args: string[]): string {
  const rows = found.flatMap(findings => findings.rows ?? []);
  const growths = found.flatMap(findings => findings.growths ?? []);
  const notes = [
    ...found.flatMap(findings => findings.notes ?? []),
    ...rows.flatMap(({ what, database, noise }) =>
      noise === undefined
        ? []
        : [`${database ? `${database}, ` : ''}${what}: ${noise}.`],
    ),
  ];
  const command = [
    'npm run bench',
    ...(args.length > 0 ? ['--'] : []),
    ...args,
  ];
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)} with \`${command.join(
      ' ',
    )}\`: ${[describeMachine(), ...versions].join(', ')}.`,
    ...(rows.length > 0 ? [rowTable(rows)] : []),
    ...(growths.length > 0 ? [growthTable(growths)] : []),
    ...(notes.length > 0 ? [notes.map(note => `- ${note}`).join('\n')] : []),
  ].join('\n\n');
}

async function main() {
  const args = process.argv.slice(2);
  const options = readOptions(
    args,
    MEASUREMENTS.map(({ id }) => id),
  );
  const folder = await mkdtemp(join(tmpdir(), 'license-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // PostgreSQL ends by itself then, which takes a moment.
    process.once(signal, () => setTimeout(() => process.exit(1), 3_000));
  }
  const measured = await measureAll(options, folder);
  const text = report(measured, args);
  process.stdout.write(`${text}\n`);
  const { found, failures } = measured;
  const bad = [
    ...failures,
    ...found
      .flatMap(({ rows }) => rows ?? [])
      .filter(row => verdictOf(row) !== 'ok')
      .map(row => `${row.database ?? 'Page'} ${row.id}: ${verdictOf(row)}`),
  ];
  bad.forEach(say);
  if (options.write) {
    if (failures.length > 0) {
      throw new Error('What is not whole is not written down');
    }
    await writeDocument(text);
  }
  process.exitCode = bad.length > 0 ? 1 : 0;
}

main().catch(error => {
  say(messageOf(error));
  process.exitCode = 1;
});
