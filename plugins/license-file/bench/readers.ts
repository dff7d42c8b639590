/*
 * How the worst files are refused: how long each takes for every 64 KiB of it, and how long others wait for a turn
 * meanwhile, slowest and longest first; then the same for sixty licenses at once. Milliseconds, the best of some runs:
 * what else the machine does must not count. Fails if a figure is out of bounds. Run it with `yarn bench`, on a machine
 * that has nothing else to do.
 */
import {
  checkLicenseFile,
  checkRevocationList,
  createSigningKey,
  MAX_LICENSE_FILE_BYTES,
  MAX_REVOCATION_LIST_BYTES,
  TrustedKeys,
} from '../src';
import { worstCases } from '../src/__testUtils__/worstCases';

const UNIT = 64 * 1024;
const MOST_FOR_UNIT = 50;
const LONGEST_PAUSE = 25;
const AT_ONCE = 60;
const RUNS = 5;
/** How many lines are printed of each table. */
const LINES = 15;

interface Measured {
  file: string;
  /** For every 64 KiB, from beginning to end. */
  perUnit: number;
  /** The longest time in which the event loop went round for nobody else. */
  pause: number;
}

/** The longest time between two turns of somebody else while some work is done. */
async function measure(
  work: () => Promise<unknown>,
): Promise<{ total: number; pause: number }> {
  let pause = 0;
  let isDone = false;
  const start = performance.now();
  let last = start;
  const tick = () => {
    const now = performance.now();
    pause = Math.max(pause, now - last);
    last = now;
    if (!isDone) {
      setImmediate(tick);
    }
  };
  setImmediate(tick);
  await work();
  isDone = true;
  tick();
  return { total: performance.now() - start, pause };
}

async function best(
  file: string,
  bytes: number,
  work: () => Promise<unknown>,
): Promise<Measured> {
  const measured = { file, perUnit: Infinity, pause: Infinity };
  for (let run = 0; run < RUNS; run += 1) {
    const { total, pause } = await measure(work);
    const perUnit = (total * UNIT) / bytes;
    measured.perUnit = Math.min(measured.perUnit, perUnit);
    measured.pause = Math.min(measured.pause, pause);
  }
  return measured;
}

function print(
  title: string,
  measured: readonly Measured[],
  by: 'perUnit' | 'pause',
) {
  const lines = [...measured]
    .sort((one, other) => other[by] - one[by])
    .slice(0, LINES)
    .map(one => `${one[by].toFixed(1).padStart(6)} ms  ${one.file}`);
  process.stdout.write(`${[title, ...lines].join('\n')}\n\n`);
}

async function main() {
  const { publicJwk } = await createSigningKey({ kid: 'vendor-1' });
  const keys = await TrustedKeys.create([{ jwk: publicJwk, source: 'here' }]);
  const kinds = [
    { kind: 'license', size: MAX_LICENSE_FILE_BYTES, check: checkLicenseFile },
    {
      kind: 'revocation list',
      size: MAX_REVOCATION_LIST_BYTES,
      check: checkRevocationList,
    },
  ] as const;

  const alone: Measured[] = [];
  const together: Measured[] = [];
  for (const { kind, size, check } of kinds) {
    for (const [name, bytes] of worstCases(kind, size)) {
      const file = `${kind} full of ${name}`;
      alone.push(await best(file, bytes.length, () => check(bytes, keys)));
      if (kind === 'license') {
        together.push(
          await best(file, bytes.length * AT_ONCE, () =>
            Promise.all(
              Array.from({ length: AT_ONCE }, () => check(bytes, keys)),
            ),
          ),
        );
      }
    }
  }

  print('One file, for each 64 KiB:', alone, 'perUnit');
  print('One file, longest pause for others:', alone, 'pause');
  print(`${AT_ONCE} at once, for each 64 KiB:`, together, 'perUnit');
  print(`${AT_ONCE} at once, longest pause for others:`, together, 'pause');
  process.exitCode = [...alone, ...together].some(
    ({ perUnit, pause }) => perUnit > MOST_FOR_UNIT || pause > LONGEST_PAUSE,
  )
    ? 1
    : 0;
}

main();
