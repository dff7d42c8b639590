import fc from 'fast-check';
import { InstalledLicense } from './InstalledLicense';
import { counts, licenseStatuses } from './licenses';
import { LicenseSet } from './LicenseSet';

/** Instants are small numbers here, so that many of them meet. */
const instant = fc.integer({ min: 0, max: 20 });

const license = fc
  .record({
    begins: instant,
    lasts: fc.integer({ min: 1, max: 10 }),
    grace: fc.integer({ min: 0, max: 5 }),
    issuedAt: instant,
    supersedes: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 2 }),
    isFaulty: fc.boolean(),
  })
  .map(({ begins, lasts, grace, issuedAt, supersedes, isFaulty }) => ({
    period: {
      begins,
      warns: begins,
      ends: begins + lasts,
      graceEnds: begins + lasts + grace,
      graceUntil: '',
    },
    issuedAt,
    supersedes: supersedes.map(index => `LIC-${index}`),
    isFaulty,
  }));

const set = fc.array(license, { maxLength: 6 }).map(licenses =>
  licenses.map(
    ({ period, issuedAt, supersedes, isFaulty }, index) =>
      ({
        licenseId: `LIC-${index}`,
        checks: isFaulty
          ? [{ code: 'key', status: 'fail', message: 'No.' }]
          : [],
        verified: {
          document: { licenseId: `LIC-${index}`, supersedes },
          period,
          issuedAt,
        },
      } as unknown as InstalledLicense),
  ),
);

describe('LicenseSet', () => {
  it('tells at every instant what each license is worth then, whatever was asked before', () => {
    fc.assert(
      fc.property(
        set,
        fc.array(fc.integer({ min: -2, max: 40 }), { maxLength: 20 }),
        (all, instants) => {
          const licenses = new LicenseSet(all);
          for (const now of instants) {
            const judgement = licenses.at(now);
            const statuses = licenseStatuses(all, now);
            expect(judgement.licenses.map(({ status }) => status)).toEqual(
              statuses,
            );
            expect(judgement.counting).toHaveLength(
              statuses.filter(counts).length,
            );
            for (const [index, { licenseId }] of all.entries()) {
              expect(judgement.find(licenseId)).toEqual({
                installed: all[index],
                status: statuses[index],
              });
            }
            expect(judgement.find('LIC-UNKNOWN')).toBeUndefined();
          }
        },
      ),
    );
  });

  it('tells which of those that count end first', () => {
    fc.assert(
      fc.property(set, instant, (all, now) => {
        const ends = new LicenseSet(all)
          .at(now)
          .counting.map(({ installed }) => installed.verified!.period.ends);
        expect(ends).toEqual([...ends].sort((a, b) => a - b));
      }),
    );
  });

  it('judges once from one turning point to the next', () => {
    const [one] = fc.sample(
      set.filter(({ length }) => length > 2),
      {
        seed: 1,
        numRuns: 1,
      },
    );
    const licenses = new LicenseSet(one);
    expect(licenses.at(100)).toBe(licenses.at(200));
    // Somebody asked for another instant in between.
    const now = licenses.at(100);
    licenses.at(-1);
    expect(licenses.at(100)).toBe(now);
    expect(licenses.at(-1)).not.toBe(now);
  });

  it('works out its coverage once', () => {
    const licenses = new LicenseSet([]);
    expect(licenses.timeline).toBe(licenses.timeline);
    expect(new LicenseSet([]).timeline).not.toBe(licenses.timeline);
  });
});
