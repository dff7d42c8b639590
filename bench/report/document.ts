import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FILE = join(__dirname, '../../docs/performance.md');

const PRETTIER = require.resolve('prettier/bin-prettier.js');

/** What is between these two is written by `npm run bench -- --write`. */
const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** Puts what was measured into the documentation, in place of what was there. */
export async function writeDocument(measured: string): Promise<void> {
  const text = await readFile(FILE, 'utf8');
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const until = text.indexOf(END);
  if (until < from || from < BEGIN.length) {
    throw new Error(`${FILE} does not have the markers ${BEGIN} and ${END}`);
  }
  const changed = `${text.slice(0, from)}\n\n${measured}\n\n${text.slice(
    until,
  )}`;
  await writeFile(FILE, changed);
  // It aligns tables, as everywhere in the repository.
  await promisify(execFile)(process.execPath, [PRETTIER, '--write', FILE]);
}
