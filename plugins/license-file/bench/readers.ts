/*
 * How long the worst files take to refuse, slowest first: milliseconds for each 64 KiB, the best of some runs.
 * Fails if one takes over 50. Run it with `yarn bench`, on a machine that has nothing else to do.
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
const LIMIT = 50;
const RUNS = 10;

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

  const measured: { file: string; perUnit: number }[] = [];
  for (const { kind, size, check } of kinds) {
    for (const [name, bytes] of worstCases(kind, size)) {
      let best = Infinity;
      for (let run = 0; run < RUNS; run += 1) {
        const start = performance.now();
        await check(bytes, keys);
        best = Math.min(best, performance.now() - start);
      }
      const perUnit = (best * UNIT) / bytes.length;
      measured.push({ file: `${kind} full of ${name}`, perUnit });
    }
  }

  measured.sort((one, other) => other.perUnit - one.perUnit);
  for (const { file, perUnit } of measured) {
    process.stdout.write(`${perUnit.toFixed(1).padStart(6)} ms  ${file}\n`);
  }
  process.exitCode = measured[0].perUnit > LIMIT ? 1 : 0;
}

main();
