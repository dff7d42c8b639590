import { trust } from '../__testUtils__/licenses';
import { outcomeOf } from '../__testUtils__/signedFiles';
import { worstCases } from '../__testUtils__/worstCases';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { checkRevocationList } from '../revocationList/checkRevocationList';
import { createSigningKey } from '../signing/createSigningKey';

jest.setTimeout(60_000);

const KIB = 1024;
/** The large files have so many times the bytes of the small ones. */
const GROWTH = 8;
/** Work that grows with the square of the bytes would be 64 times as much. */
const MOST = 3 * GROWTH;

const keys = createSigningKey({ kid: 'vendor-1' }).then(({ publicJwk }) =>
  trust(publicJwk),
);
const CHECKS = {
  license: async (bytes: Uint8Array) =>
    outcomeOf(await checkLicenseFile(bytes, await keys)),
  'revocation list': async (bytes: Uint8Array) =>
    outcomeOf(await checkRevocationList(bytes, await keys)),
};

/** In microseconds: of less than this, a clock tells little. */
const TICK = 1000;

/** Processor time in microseconds, of the best of some runs: what else the machine does hardly counts. */
async function workOf(run: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let repetition = 0; repetition < 3; repetition += 1) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return Math.max(least, TICK);
}

describe.each([
  ['license', 64 * KIB],
  ['revocation list', 128 * KIB],
] as const)('a %s of %d bytes', (kind, size) => {
  const small = new Map(worstCases(kind, size / GROWTH));

  it.each(worstCases(kind, size))(
    'full of %s is refused with work in proportion to its size',
    async (name, bytes) => {
      const check = CHECKS[kind];
      expect(bytes.length).toBeGreaterThan(size - 100);
      expect(await check(bytes)).toMatch(/^(format|signature|key)$/);
      const fraction = await workOf(() => check(small.get(name)!));
      const whole = await workOf(() => check(bytes));
      expect(whole / fraction).toBeLessThan(MOST);
    },
  );
});
