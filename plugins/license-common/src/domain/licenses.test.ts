import fc from 'fast-check';
import { installed } from '../__testUtils__/licenses';
import { Check } from './checks';
import { counts, LicenseFacts, licenseStatuses } from './licenses';

const NOW = Date.parse('2026-06-15T12:00:00Z');

const fail = (code: Check['code']): Check => ({
  code,
  status: 'fail',
  message: 'It does.',
});

const statusAt = (license: LicenseFacts, instant: string) =>
  licenseStatuses([license], Date.parse(instant))[0];
const statusesNow = (...licenses: LicenseFacts[]) =>
  licenseStatuses(licenses, NOW);

describe('licenseStatuses', () => {
  it.each([
    ['2026-01-31T23:59:59.999Z', 'scheduled'],
    ['2026-02-01T00:00:00.000Z', 'active'],
    ['2027-02-28T23:59:59.999Z', 'active'],
    ['2027-03-01T00:00:00.000Z', 'grace_period'],
    ['2027-03-30T23:59:59.999Z', 'grace_period'],
    ['2027-03-31T00:00:00.000Z', 'expired'],
    ['2099-01-01T00:00:00.000Z', 'expired'],
  ])('at %s is %s', (instant, status) => {
    expect(statusAt(installed({ gracePeriodDays: 30 }), instant)).toBe(status);
  });

  it('expires at once without grace', () => {
    const license = installed();
    expect(statusAt(license, '2027-02-28T23:59:59.999Z')).toBe('active');
    expect(statusAt(license, '2027-03-01T00:00:00.000Z')).toBe('expired');
  });

  it('begins and ends with the days of its time zone', () => {
    const license = installed({ timeZone: 'Pacific/Kiritimati' });
    expect(statusAt(license, '2026-01-31T09:59:59.999Z')).toBe('scheduled');
    expect(statusAt(license, '2026-01-31T10:00:00.000Z')).toBe('active');
    expect(statusAt(license, '2027-02-28T09:59:59.999Z')).toBe('active');
    expect(statusAt(license, '2027-02-28T10:00:00.000Z')).toBe('expired');
  });

  it('lets the configuration shorten grace, and never lengthen it', () => {
    const [shortened, left] = [10, 60].map(maxGracePeriodDays =>
      installed({ gracePeriodDays: 30 }, [], { maxGracePeriodDays }),
    );
    expect(statusAt(shortened, '2027-03-10T23:59:59.999Z')).toBe(
      'grace_period',
    );
    expect(statusAt(shortened, '2027-03-11T00:00:00.000Z')).toBe('expired');
    expect(statusAt(left, '2027-03-30T23:59:59.999Z')).toBe('grace_period');
    expect(statusAt(left, '2027-03-31T00:00:00.000Z')).toBe('expired');
  });

  it.each([
    'format',
    'key',
    'signature',
    'product',
    'instance',
    'revocation',
    'version',
    'integrity',
    'clock',
  ] as const)('is invalid if the check %s failed', code => {
    expect(statusesNow(installed({}, [fail(code)]))).toEqual(['invalid']);
  });

  it('is invalid if nothing is verified, whatever the checks', () => {
    expect(statusesNow({ checks: [] })).toEqual(['invalid']);
  });

  it('is not invalid for warnings, nor for the end of its period', () => {
    const warning: Check = { code: 'clock', status: 'warn', message: 'Hm.' };
    expect(statusesNow(installed({}, [warning]))).toEqual(['active']);
    expect(statusesNow(installed({}, [fail('period')]))).toEqual(['active']);
  });

  it('is invalid before anything else', () => {
    const faulty = installed({}, [fail('integrity')]);
    expect(statusAt(faulty, '2020-01-01T00:00:00Z')).toBe('invalid');
    expect(statusAt(faulty, '2099-01-01T00:00:00Z')).toBe('invalid');
  });

  it('answers in the order of the question', () => {
    expect(
      statusesNow(
        installed({ validFrom: '2026-12-01' }),
        { checks: [] },
        installed(),
      ),
    ).toEqual(['scheduled', 'invalid', 'active']);
    expect(statusesNow()).toEqual([]);
  });

  describe('with a successor', () => {
    const OLD = installed({
      licenseId: 'OLD',
      issuedAt: '2026-01-15T09:00:00Z',
    });
    const successor = (
      changes: Parameters<typeof installed>[0] = {},
      checks: Check[] = [],
    ) =>
      installed(
        {
          licenseId: 'NEW',
          supersedes: ['OTHER', 'OLD'],
          issuedAt: '2026-05-01T00:00:00Z',
          ...changes,
        },
        checks,
      );

    it('is superseded', () => {
      expect(statusesNow(OLD, successor())).toEqual(['superseded', 'active']);
    });

    it('is superseded wherever the successor stands', () => {
      expect(statusesNow(successor(), OLD)).toEqual(['active', 'superseded']);
    });

    it('is superseded in its grace period too', () => {
      const old = installed({
        licenseId: 'OLD',
        validUntil: '2026-06-01',
        gracePeriodDays: 30,
      });
      expect(statusesNow(old, successor())).toEqual(['superseded', 'active']);
    });

    it('is superseded by one in its grace period', () => {
      const late = successor({ validUntil: '2026-06-01', gracePeriodDays: 30 });
      expect(statusesNow(OLD, late)).toEqual(['superseded', 'grace_period']);
    });

    it.each<[string, LicenseFacts, string]>([
      ['not valid yet', successor({ validFrom: '2026-06-16' }), 'scheduled'],
      ['expired', successor({ validUntil: '2026-06-14' }), 'expired'],
      ['at fault', successor({}, [fail('integrity')]), 'invalid'],
      ['not verified', { checks: [] }, 'invalid'],
      [
        'issued earlier',
        successor({ issuedAt: '2026-01-15T08:59:59.999Z' }),
        'active',
      ],
      [
        'issued at the same instant',
        successor({ issuedAt: '2026-01-15T10:00:00+01:00' }),
        'active',
      ],
      [
        'for another license',
        successor({ supersedes: ['old', 'OLD-1'] }),
        'active',
      ],
    ])('stays while the successor is %s', (_, other, status) => {
      expect(statusesNow(OLD, other)).toEqual(['active', status]);
    });

    it('is superseded from the first to the last instant of the successor', () => {
      const other = successor({
        validFrom: '2026-06-01',
        validUntil: '2026-06-30',
      });
      const statusOfOld = (instant: string) =>
        licenseStatuses([OLD, other], Date.parse(instant))[0];
      expect(statusOfOld('2026-05-31T23:59:59.999Z')).toBe('active');
      expect(statusOfOld('2026-06-01T00:00:00.000Z')).toBe('superseded');
      expect(statusOfOld('2026-06-30T23:59:59.999Z')).toBe('superseded');
      expect(statusOfOld('2026-07-01T00:00:00.000Z')).toBe('active');
    });

    it('is scheduled or expired rather than superseded', () => {
      const future = installed({ licenseId: 'OLD', validFrom: '2026-12-01' });
      const past = installed({ licenseId: 'OLD', validUntil: '2026-06-01' });
      expect(statusesNow(future, successor())[0]).toBe('scheduled');
      expect(statusesNow(past, successor())[0]).toBe('expired');
    });

    it('is superseded by any of several, in any order', () => {
      const several = [
        successor({ licenseId: 'B', issuedAt: '2026-01-01T00:00:00Z' }),
        successor({ licenseId: 'C' }),
        successor({ licenseId: 'D', validFrom: '2026-12-01' }),
      ];
      expect(statusesNow(OLD, ...several)[0]).toBe('superseded');
      expect(statusesNow(OLD, ...several.reverse())[0]).toBe('superseded');
    });

    it('does not supersede itself', () => {
      expect(
        statusesNow(installed({ licenseId: 'OLD', supersedes: ['OLD'] })),
      ).toEqual(['active']);
    });

    it('leaves the one issued last of a circle', () => {
      const [a, b, c] = [
        ['A', 'C', '2026-01-01T00:00:00Z'],
        ['B', 'A', '2026-01-02T00:00:00Z'],
        ['C', 'B', '2026-01-03T00:00:00Z'],
      ].map(([licenseId, other, issuedAt]) =>
        installed({ licenseId, supersedes: [other], issuedAt }),
      );
      expect(statusesNow(a, b, c)).toEqual([
        'superseded',
        'superseded',
        'active',
      ]);
    });

    it('leaves both of a circle that were issued at the same instant', () => {
      expect(
        statusesNow(
          installed({ licenseId: 'A', supersedes: ['B'] }),
          installed({ licenseId: 'B', supersedes: ['A'] }),
        ),
      ).toEqual(['active', 'active']);
    });
  });

  it('never leaves nothing of what is in force, whoever supersedes whom', () => {
    const id = fc.constantFrom('A', 'B', 'C', 'D');
    const issuedAt = fc
      .integer({ min: 0, max: 3 })
      .map(hour => `2026-01-15T0${hour}:00:00Z`);
    const license = fc
      .record({
        licenseId: id,
        supersedes: fc.array(id, { maxLength: 3 }),
        issuedAt,
      })
      .map(changes => installed(changes));
    fc.assert(
      fc.property(
        fc.uniqueArray(license, {
          minLength: 1,
          selector: ({ verified }) => verified?.document.licenseId,
        }),
        licenses => {
          expect(statusesNow(...licenses)).toContain('active');
        },
      ),
    );
  });
});

describe('counts', () => {
  it.each([
    ['active', true],
    ['grace_period', true],
    ['scheduled', false],
    ['superseded', false],
    ['expired', false],
    ['invalid', false],
  ] as const)('%s: %s', (status, expected) => {
    expect(counts(status)).toBe(expected);
  });
});
