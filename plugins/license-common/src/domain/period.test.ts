import { licenseDocument } from '../__testUtils__/licenses';
import { checkPeriod, isWithinPeriod, licensePeriod } from './period';

const at = (instant: string) => Date.parse(instant);

const period = (
  changes: Parameters<typeof licenseDocument>[0] = {},
  options?: { maxGracePeriodDays?: number },
) =>
  licensePeriod(
    licenseDocument({
      validFrom: '2026-02-01',
      validUntil: '2027-02-28',
      ...changes,
    }),
    options,
  );

describe('licensePeriod', () => {
  it('ends with the first instant of the next day', () => {
    expect(period({ gracePeriodDays: 30 })).toEqual({
      begins: at('2026-02-01T00:00:00Z'),
      warns: at('2027-01-29T00:00:00Z'),
      ends: at('2027-03-01T00:00:00Z'),
      graceEnds: at('2027-03-31T00:00:00Z'),
      validFrom: '2026-02-01',
      validUntil: '2027-02-28',
      graceUntil: '2027-03-30',
      timeZone: 'UTC',
    });
  });

  it('has no grace by default', () => {
    const { ends, graceEnds, graceUntil } = period();
    expect(graceEnds).toBe(ends);
    expect(graceUntil).toBe('2027-02-28');
  });

  it('can be a single day', () => {
    const { begins, ends } = period({ validUntil: '2026-02-01' });
    expect(ends - begins).toBe(24 * 60 * 60 * 1000);
  });

  it.each([
    ['UTC', '2026-02-01T00:00:00Z', '2027-03-01T00:00:00Z'],
    ['Pacific/Kiritimati', '2026-01-31T10:00:00Z', '2027-02-28T10:00:00Z'],
    ['Pacific/Pago_Pago', '2026-02-01T11:00:00Z', '2027-03-01T11:00:00Z'],
  ])('takes the days of %s', (timeZone, begins, ends) => {
    expect(period({ timeZone })).toMatchObject({
      begins: at(begins),
      ends: at(ends),
    });
  });

  it('counts grace in calendar days, over a change of the clocks too', () => {
    const { ends, graceEnds } = period({
      validUntil: '2027-03-27',
      gracePeriodDays: 1,
      timeZone: 'Europe/Berlin',
    });
    expect(graceEnds - ends).toBe(23 * 60 * 60 * 1000);
  });

  it.each([
    [30, 10, '2027-03-10'],
    [30, 0, '2027-02-28'],
    [30, 30, '2027-03-30'],
    [10, 365, '2027-03-10'],
    [0, 30, '2027-02-28'],
  ])(
    'shortens %d days of grace to at most %d and never lengthens them',
    (gracePeriodDays, maxGracePeriodDays, graceUntil) => {
      expect(
        period({ gracePeriodDays }, { maxGracePeriodDays }).graceUntil,
      ).toBe(graceUntil);
    },
  );
});

describe('isWithinPeriod', () => {
  it.each([
    ['2026-01-31T23:59:59.999Z', false],
    ['2026-02-01T00:00:00.000Z', true],
    ['2027-03-10T23:59:59.999Z', true],
    ['2027-03-11T00:00:00.000Z', false],
  ])('at %s is %s', (instant, within) => {
    expect(isWithinPeriod(period({ gracePeriodDays: 10 }), at(instant))).toBe(
      within,
    );
  });
});

describe('checkPeriod', () => {
  it.each([
    ['2026-01-01T12:00:00Z', 'warn', 'The license begins in 31 days.'],
    ['2026-01-31T23:59:59.999Z', 'warn', 'The license begins in 1 day.'],
    ['2026-02-01T00:00:00.000Z', 'pass', 'The license is in force.'],
    ['2027-01-28T23:59:59.999Z', 'pass', 'The license is in force.'],
    ['2027-01-29T00:00:00.000Z', 'warn', 'The license ends in 30 days.'],
    ['2027-02-26T23:59:59.999Z', 'warn', 'The license ends in 2 days.'],
    ['2027-02-27T00:00:00.000Z', 'warn', 'The license ends in 1 day.'],
    ['2027-02-28T00:00:00.000Z', 'warn', 'The license ends today.'],
    ['2027-02-28T23:59:59.999Z', 'warn', 'The license ends today.'],
    [
      '2027-03-01T00:00:00.000Z',
      'warn',
      'The license ended; its grace period ends in 9 days.',
    ],
    [
      '2027-03-09T23:59:59.999Z',
      'warn',
      'The license ended; its grace period ends in 1 day.',
    ],
    [
      '2027-03-10T23:59:59.999Z',
      'warn',
      'The license ended, and its grace period ends today.',
    ],
    [
      '2027-03-11T00:00:00.000Z',
      'fail',
      'The license expired 1 day ago, its grace period included.',
    ],
    [
      '2027-03-13T00:00:00.001Z',
      'fail',
      'The license expired 3 days ago, its grace period included.',
    ],
  ])('at %s is a %s: %s', (instant, status, message) => {
    const check = checkPeriod(period({ gracePeriodDays: 10 }), at(instant));
    expect(check).toMatchObject({ code: 'period', status, message });
  });

  it('counts the days of the calendar where the license lives, as warnings of its coverage do', () => {
    // On the evening of the 26th by UTC it is the 27th in Kiritimati.
    const now = at('2027-02-26T20:00:00Z');
    const of = (timeZone: string) => checkPeriod(period({ timeZone }), now);
    expect(of('Pacific/Kiritimati').message).toBe('The license ends in 1 day.');
    expect(of('UTC').message).toBe('The license ends in 2 days.');
  });

  it('tells what to do whenever it does not pass', () => {
    const judged = [
      '2026-01-01T00:00:00Z',
      '2026-06-01T00:00:00Z',
      '2027-02-28T00:00:00Z',
      '2027-03-02T00:00:00Z',
      '2028-01-01T00:00:00Z',
    ].map(instant => checkPeriod(period({ gracePeriodDays: 10 }), at(instant)));
    expect(
      judged.map(({ status, remedy }) => [status, Boolean(remedy)]),
    ).toEqual([
      ['warn', true],
      ['pass', false],
      ['warn', true],
      ['warn', true],
      ['fail', true],
    ]);
  });

  it('warns from the beginning of a license shorter than 30 days', () => {
    const check = checkPeriod(
      period({ validUntil: '2026-02-10' }),
      at('2026-02-01T00:00:00Z'),
    );
    expect(check).toMatchObject({
      status: 'warn',
      message: 'The license ends in 9 days.',
    });
  });
});
