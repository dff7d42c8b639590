import { addDays } from './calendarDays';
import { formatDate } from './formatDate';
import { formatInstant } from './formatInstant';
import { splitDuration } from './splitDuration';

describe('formatDate', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    process.env.TZ = zone;
  });

  it.each(['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Pacific/Niue'])(
    'never shifts a date in %s',
    timeZone => {
      process.env.TZ = timeZone;

      expect(formatDate('2026-02-01')).toBe('01/02/2026');
      expect(formatDate('2027-02-28')).toBe('28/02/2027');
      expect(formatDate('2028-02-29')).toBe('29/02/2028');
    },
  );

  it('returns what is no date as it is', () => {
    expect(formatDate('soon')).toBe('soon');
  });
});

describe('formatInstant', () => {
  it.each([
    ['UTC', '28/02/2027, 23:30:00 UTC'],
    ['Asia/Tokyo', '01/03/2027, 08:30:00 GMT+9'],
    ['America/New_York', '28/02/2027, 18:30:00 GMT-5'],
  ])('writes an instant in %s and names the zone', (timeZone, text) => {
    expect(formatInstant('2027-02-28T23:30:00.000Z', timeZone)).toBe(text);
  });

  it('writes midnight as 00:00', () => {
    expect(formatInstant('2027-02-28T00:00:00Z', 'UTC')).toBe(
      '28/02/2027, 00:00:00 UTC',
    );
  });

  it('returns what is no instant as it is', () => {
    expect(formatInstant('never')).toBe('never');
  });
});

describe('splitDuration', () => {
  const told = (duration: string) =>
    splitDuration(duration)
      ?.map(({ unit, amount }) => `${amount} ${unit}`)
      .join(' ');

  it.each([
    ['PT60M', '60 minutes'],
    ['PT1H', '60 minutes'],
    ['PT90M', '90 minutes'],
    ['PT119M', '119 minutes'],
    ['PT2H', '2 hours'],
    ['PT150M', '2 hours 30 minutes'],
    ['P1D', '1 days'],
    ['P1DT12H', '1 days 12 hours'],
    ['P2W', '14 days'],
    ['PT90S', '1 minutes 30 seconds'],
    ['PT3600.000S', '60 minutes'],
    ['PT0S', '0 seconds'],
  ])('tells %s as %s', (duration, text) => {
    expect(told(duration)).toBe(text);
  });

  it.each(['P1M', 'P1Y', 'P', 'PT', 'hourly', ''])(
    'does not guess the length of "%s"',
    duration => {
      expect(splitDuration(duration)).toBeUndefined();
    },
  );
});

describe('addDays', () => {
  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-01-01', -1, '2026-12-31'],
    // Clocks change on these days in Europe and in America.
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-11-01', -1, '2026-10-31'],
    ['2026-05-10', 365, '2027-05-10'],
  ])('reckons %s and %s days as %s', (date, days, result) => {
    expect(addDays(date, days)).toBe(result);
  });
});
