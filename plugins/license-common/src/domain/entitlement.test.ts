import fc from 'fast-check';
import { entitlement } from './entitlement';
import { counts, LICENSE_STATUSES, LicenseStatus } from './licenses';

const license = (
  maxUsers: number,
  status: LicenseStatus = 'active',
  type: 'subscription' | 'trial' = 'subscription',
) => ({ type, maxUsers, status });

describe('entitlement', () => {
  it('adds up the example of the manual', () => {
    expect(
      entitlement([license(100), license(10, 'grace_period')], 63),
    ).toEqual({
      operatingMode: 'licensed',
      inGracePeriod: false,
      capacity: 110,
      utilizationPercent: 57,
      remaining: 47,
      overBy: 0,
    });
  });

  it('is limited, and knows no utilisation, without a license', () => {
    expect(entitlement([], 5)).toEqual({
      operatingMode: 'limited',
      inGracePeriod: false,
      capacity: 0,
      utilizationPercent: null,
      remaining: 0,
      overBy: 5,
    });
  });

  it('knows neither utilisation nor what remains without the number of users', () => {
    expect(entitlement([license(100)], null)).toMatchObject({
      capacity: 100,
      utilizationPercent: null,
      remaining: null,
      overBy: 0,
    });
  });

  it.each([
    [0, 100, 0, 100, 0],
    [1, 1000, 0, 999, 0],
    [1, 3, 33, 2, 0],
    [2, 3, 66, 1, 0],
    [99, 100, 99, 1, 0],
    [999, 1000, 99, 1, 0],
    [100, 100, 100, 0, 0],
    [101, 100, 101, 0, 1],
    [1001, 1000, 101, 0, 1],
    [150, 100, 150, 0, 50],
    [10_000_001, 10_000_000, 101, 0, 1],
    [9_999_999, 10_000_000, 99, 1, 0],
  ])(
    'of %d users in %d seats is %d %%',
    (users, seats, percent, free, over) => {
      expect(entitlement([license(seats)], users)).toMatchObject({
        utilizationPercent: percent,
        remaining: free,
        overBy: over,
      });
    },
  );

  it.each(LICENSE_STATUSES.filter(status => !counts(status)))(
    'leaves out a license that is %s',
    status => {
      expect(entitlement([license(100, status)], 0)).toMatchObject({
        operatingMode: 'limited',
        capacity: 0,
      });
    },
  );

  it.each<[string, ReturnType<typeof license>[], string]>([
    ['a subscription', [license(1)], 'licensed'],
    ['a subscription in grace', [license(1, 'grace_period')], 'licensed'],
    ['a trial', [license(1, 'active', 'trial')], 'trial'],
    ['a trial in grace', [license(1, 'grace_period', 'trial')], 'trial'],
    ['both', [license(1, 'active', 'trial'), license(1)], 'licensed'],
    [
      'a trial and an expired subscription',
      [license(1, 'active', 'trial'), license(1, 'expired')],
      'trial',
    ],
    ['an expired trial', [license(1, 'expired', 'trial')], 'limited'],
  ])('is, with %s, in the mode %s', (_, licenses, mode) => {
    expect(entitlement(licenses, 0).operatingMode).toBe(mode);
  });

  it.each<[string, ReturnType<typeof license>[], boolean]>([
    ['nothing', [], false],
    ['only what does not count', [license(1, 'expired')], false],
    ['one in force', [license(1)], false],
    ['one in grace', [license(1, 'grace_period')], true],
    [
      'all in grace',
      [license(1, 'grace_period'), license(1, 'grace_period', 'trial')],
      true,
    ],
    [
      'one in grace and one in force',
      [license(1, 'grace_period'), license(1)],
      false,
    ],
    [
      'one in grace and one that does not count',
      [license(1, 'grace_period'), license(1, 'scheduled')],
      true,
    ],
  ])('with %s', (_, licenses, inGracePeriod) => {
    expect(entitlement(licenses, 0).inGracePeriod).toBe(inGracePeriod);
  });

  it('takes a license of which nothing is known for what it is', () => {
    expect(entitlement([{ status: 'invalid' }], 1).capacity).toBe(0);
  });

  const anyLicense = fc.record({
    type: fc.constantFrom('subscription' as const, 'trial' as const),
    maxUsers: fc.integer({ min: 1, max: 10_000_000 }),
    status: fc.constantFrom(...LICENSE_STATUSES),
  });
  const anyUsers = fc.option(fc.nat({ max: 100_000_000 }), { freq: 5 });

  it('has a capacity that adds up', () => {
    fc.assert(
      fc.property(fc.array(anyLicense), fc.array(anyLicense), (one, other) => {
        expect(entitlement([...one, ...other], 0).capacity).toBe(
          entitlement(one, 0).capacity + entitlement(other, 0).capacity,
        );
      }),
    );
  });

  it('says 100 % exactly if every seat is taken and nobody is too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: -2, max: 2 }),
        (seats, more) => {
          const users = Math.max(0, seats + more);
          expect(
            entitlement([license(seats)], users).utilizationPercent === 100,
          ).toBe(users === seats);
        },
      ),
    );
  });

  it('counts in whole numbers of 0 and above, or knows that it does not know', () => {
    fc.assert(
      fc.property(fc.array(anyLicense), anyUsers, (licenses, users) => {
        const { capacity, utilizationPercent, remaining, overBy } = entitlement(
          licenses,
          users,
        );
        for (const number of [
          capacity,
          utilizationPercent,
          remaining,
          overBy,
        ]) {
          expect(
            number === null || (Number.isSafeInteger(number) && number >= 0),
          ).toBe(true);
        }
        expect(utilizationPercent === null).toBe(
          users === null || capacity === 0,
        );
        expect(remaining === null).toBe(users === null);
        // Every user has a seat or is one too many.
        expect((remaining ?? 0) + (users ?? capacity)).toBe(capacity + overBy);
      }),
    );
  });

  it('does not depend on the order of licenses', () => {
    fc.assert(
      fc.property(fc.array(anyLicense), anyUsers, (licenses, users) => {
        expect(entitlement([...licenses].reverse(), users)).toEqual(
          entitlement(licenses, users),
        );
      }),
    );
  });
});
