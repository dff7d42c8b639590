import { Check } from '@thetasecure/backstage-plugin-license-common';
import Table from 'cli-table3';
import { CommandError } from './CommandError';
import { reasonOf } from './files';
import { showable, showableLine } from './showable';

// Whoever writes is told of an error by the callback; without a listener the event would end the process as well.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {});
}

async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  // Awaited, as the Backstage CLI ends the process as soon as a command is over.
  const error = await new Promise<unknown>(resolve =>
    stream.write(text, resolve),
  );
  // Whoever reads and goes away early has seen enough; what the command found stands.
  if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') {
    throw new CommandError(
      `The output cannot be written: ${reasonOf(
        error,
      )}; write it to another place`,
    );
  }
}

/** Says something to the person at the terminal; what a program reads goes to the standard output. */
export async function tell(message: string): Promise<void> {
  await write(process.stderr, `${showable(message)}\n`);
}

/** Writes what was asked for. */
export async function print(text: string): Promise<void> {
  await write(process.stdout, text.endsWith('\n') ? text : `${text}\n`);
}

/** Writes something for programs, which a terminal may show all the same. */
export async function printJson(value: unknown): Promise<void> {
  await print(showable(JSON.stringify(value, null, 2)));
}

// No lines around and between: they are noise to a screen reader, and in a file.
const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows in columns; cells that are absent are left out with their row. */
export function table(rows: readonly (readonly [string, ...unknown[]])[]) {
  const output = new Table({
    chars: PLAIN,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  output.push(
    ...rows
      .filter(row => !row.includes(undefined))
      .map(row => row.map(cell => showableLine(String(cell)))),
  );
  return output.toString().replace(/ +$/gm, '');
}

/** The checks, one a line, in the order they were made. */
export function tableOfChecks(checks: readonly Check[]): string {
  return table(
    checks.map(({ code, status, message, remedy }) => [
      status,
      code,
      status === 'pass' || !remedy ? message : `${message} ${remedy}`,
    ]),
  );
}
