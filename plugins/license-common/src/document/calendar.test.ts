import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  addDays,
  dateAt,
  daysBetween,
  firstInstantOf,
  isTimeZone,
  lastDayOfTerm,
  termBetween,
} from './calendar';

const HOUR = 60 * 60 * 1000;

/** The date and time on a clock that hangs in a zone. */
const clockAt = (instant: number, zone: string) =>
  DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS");

describe('firstInstantOf', () => {
  it.each([
    ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01', 'Etc/GMT+5', '2026-03-01T05:00:00.000Z'],
    ['2026-03-01', 'Europe/Berlin', '2026-02-28T23:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-07-01', 'Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
    ['2026-07-01', 'Australia/Lord_Howe', '2026-06-30T13:30:00.000Z'],
    // Both sides of the date line: the same day begins 25 hours apart.
    ['2026-07-01', 'Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
    ['2026-07-01', 'Pacific/Pago_Pago', '2026-07-01T11:00:00.000Z'],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00.000Z'],
    ['2028-03-01', 'America/New_York', '2028-03-01T05:00:00.000Z'],
    ['2000-01-01', 'Asia/Tokyo', '1999-12-31T15:00:00.000Z'],
    ['2200-12-31', 'Pacific/Kiritimati', '2200-12-30T10:00:00.000Z'],
    ['2201-01-01', 'Pacific/Pago_Pago', '2201-01-01T11:00:00.000Z'],
  ])('of %s in %s is %s', (date, zone, instant) => {
    expect(new Date(firstInstantOf(date, zone)).toISOString()).toBe(instant);
  });

  it.each([
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2024-03-31', 'Asia/Beirut', '2024-03-30T22:00:00.000Z'],
    ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z'],
    ['2023-03-12', 'America/Havana', '2023-03-12T05:00:00.000Z'],
    ['2016-04-17', 'America/Asuncion', '2016-04-17T04:00:00.000Z'],
  ])(
    'of %s, which has no or one midnight, in %s is %s',
    (date, zone, instant) => {
      expect(new Date(firstInstantOf(date, zone)).toISOString()).toBe(instant);
    },
  );

  it('of a day without midnight is 01:00', () => {
    const first = firstInstantOf('2018-11-04', 'America/Sao_Paulo');
    expect(clockAt(first, 'America/Sao_Paulo')).toBe('2018-11-04T01:00:00.000');
    expect(clockAt(first - 1, 'America/Sao_Paulo')).toBe(
      '2018-11-03T23:59:59.999',
    );
  });

  it('of a day that begins twice is the first midnight', () => {
    const first = firstInstantOf('2023-11-05', 'America/Havana');
    expect(new Date(first).toISOString()).toBe('2023-11-05T04:00:00.000Z');
    expect(clockAt(first + HOUR, 'America/Havana')).toBe(
      '2023-11-05T00:00:00.000',
    );
  });

  it('of a day that begins, is broken off and begins again is the first midnight', () => {
    // The clocks went from 00:01 back to 23:01.
    const first = firstInstantOf('2010-11-07', 'America/St_Johns');
    expect(new Date(first).toISOString()).toBe('2010-11-07T02:30:00.000Z');
    expect(clockAt(first + 60_000, 'America/St_Johns')).toBe(
      '2010-11-06T23:01:00.000',
    );
  });

  it('of a day that was left out is the beginning of the next one', () => {
    const [before, leftOut, after] = [
      '2011-12-29',
      '2011-12-30',
      '2011-12-31',
    ].map(date => firstInstantOf(date, 'Pacific/Apia'));
    expect(new Date(before).toISOString()).toBe('2011-12-29T10:00:00.000Z');
    expect(new Date(leftOut).toISOString()).toBe('2011-12-30T10:00:00.000Z');
    expect(after).toBe(leftOut);
  });

  it('knows the offset of then where a zone has crossed the date line since', () => {
    expect(
      new Date(firstInstantOf('2011-09-25', 'Pacific/Apia')).toISOString(),
    ).toBe('2011-09-25T10:00:00.000Z');
  });

  it('is the same whatever the zone of the server', () => {
    const zone = process.env.TZ;
    try {
      const instants = ['UTC', 'Pacific/Apia', 'America/New_York'].map(name => {
        process.env.TZ = name;
        return firstInstantOf('2026-03-29', 'Europe/Berlin');
      });
      expect(new Set(instants)).toEqual(new Set([Date.UTC(2026, 2, 28, 23)]));
    } finally {
      process.env.TZ = zone;
    }
  });

  it.each(Intl.supportedValuesOf('timeZone'))(
    'is where the date changes, in %s',
    zone => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 73_413 }), days => {
          const date = addDays('2000-01-01', days);
          const first = firstInstantOf(date, zone);
          const [last, here] = [first - 1, first].map(instant =>
            dateAt(instant, zone),
          );
          expect(last! < date).toBe(true);
          // Later only if the zone left the day out.
          const leftOut = last === addDays(date, -1) ? addDays(date, 1) : date;
          expect([date, leftOut]).toContain(here);
        }),
        { numRuns: 10 },
      );
    },
  );

  // Summer time as it was: in Apia from 2010 to 2021, in São Paulo up to 2019.
  it.each([
    ['Pacific/Apia', { 0: 1, 23: 11, 24: 5977, 25: 11 }],
    ['America/Sao_Paulo', { 23: 9, 24: 5981, 25: 10 }],
  ])(
    'leaves no gap and no overlap between 6000 days, in %s',
    (zone, lengths) => {
      const days = Array.from({ length: 6001 }, (_, index) =>
        firstInstantOf(addDays('2010-01-01', index), zone),
      );
      const hours = days
        .slice(1)
        .map((next, index) => (next - days[index]) / HOUR);
      const counted: Record<number, number> = {};
      for (const length of hours) {
        counted[length] = (counted[length] ?? 0) + 1;
      }
      expect(counted).toEqual(lengths);
    },
  );
});

describe('addDays', () => {
  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2100-02-28', 1, '2100-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2027-02-28', 30, '2027-03-30'],
    ['2026-03-29', 365, '2027-03-29'],
    ['2026-03-29', 0, '2026-03-29'],
    ['2200-12-31', 366, '2202-01-01'],
  ])('to %s, %d days, makes %s', (date, days, sum) => {
    expect(addDays(date, days)).toBe(sum);
  });
});

describe('daysBetween', () => {
  it.each([
    ['2026-03-01', '2026-03-01', 0],
    ['2026-02-28', '2026-03-01', 1],
    ['2028-02-28', '2028-03-01', 2],
    // The clocks of whoever runs this may change on that day.
    ['2026-03-28', '2026-03-30', 2],
    ['2026-10-24', '2026-10-26', 2],
    ['2026-12-31', '2026-12-01', -30],
    ['2000-01-01', '2200-12-31', 73_413],
  ])('%s and %s lie %d', (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
  });

  it('is what has to be added', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 73_413 }),
        fc.integer({ min: -40_000, max: 40_000 }),
        (offset, days) => {
          const date = addDays('2000-01-01', offset);
          expect(daysBetween(date, addDays(date, days))).toBe(days);
        },
      ),
    );
  });
});

describe('dateAt', () => {
  it.each([
    ['2026-02-28T23:59:59.999Z', 'UTC', '2026-02-28'],
    ['2026-02-28T10:00:00.000Z', 'Pacific/Kiritimati', '2026-03-01'],
    ['2026-03-01T11:59:59.999Z', 'Etc/GMT+12', '2026-02-28'],
    ['2026-03-08T04:59:59.999Z', 'America/Havana', '2026-03-07'],
    ['2026-03-08T05:00:00.000Z', 'America/Havana', '2026-03-08'],
  ])('%s in %s is %s', (instant, zone, date) => {
    expect(dateAt(Date.parse(instant), zone)).toBe(date);
  });
});

describe('isTimeZone', () => {
  it.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Etc/GMT-14'])(
    'knows %s',
    name => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each(['', '+02:00', '-0500', '+02', 'Mars/Olympus', 'UTC+1', ' UTC'])(
    'refuses %j',
    name => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe('lastDayOfTerm', () => {
  it.each([
    ['2026-02-01', 'P1Y', '2027-01-31'],
    ['2026-01-01', 'P3Y', '2028-12-31'],
    ['2026-01-15', 'P1M', '2026-02-14'],
    ['2026-03-01', 'P1M', '2026-03-31'],
    ['2026-01-01', 'P1D', '2026-01-01'],
    ['2026-02-15', 'P2W', '2026-02-28'],
    ['2026-01-15', 'P1Y2M1W3D', '2027-03-24'],
    ['2028-02-15', 'P30D', '2028-03-15'],
    // The last month lacks the day, so that all of it belongs to the term.
    ['2026-01-31', 'P1M', '2026-02-28'],
    ['2028-01-30', 'P1M', '2028-02-29'],
    ['2028-02-29', 'P1Y', '2029-02-28'],
    ['2028-02-29', 'P4Y', '2032-02-28'],
    ['2026-08-31', 'P1M1D', '2026-10-01'],
  ])('from %s on, of %s, is %s', (from, term, last) => {
    expect(lastDayOfTerm(from, term)).toBe(last);
  });

  it.each([
    '',
    'P',
    '1Y',
    'P1.5Y',
    'P-1D',
    '-P1Y',
    'PT24H',
    'P0D',
    'P1D1Y',
    'p1y',
  ])('takes %j for no term', term => {
    expect(lastDayOfTerm('2026-02-01', term)).toBeUndefined();
  });

  it('takes a day that is none for no date', () => {
    expect(lastDayOfTerm('2026-02-30', 'P1Y')).toBeUndefined();
  });
});

describe('termBetween', () => {
  it.each([
    ['2026-02-01', '2027-01-31', 'P12M'],
    ['2026-02-01', '2029-01-31', 'P36M'],
    ['2026-01-31', '2026-02-28', 'P1M'],
    ['2026-02-01', '2026-02-28', 'P1M'],
    ['2026-02-01', '2026-03-02', 'P30D'],
    ['2026-02-01', '2026-02-01', 'P1D'],
    ['2028-02-29', '2029-02-28', 'P12M'],
    ['2028-02-29', '2029-02-27', 'P365D'],
    ['2026-02-01', '2027-02-28', 'P13M'],
  ])('from %s to %s is %s', (from, until, term) => {
    expect(termBetween(from, until)).toBe(term);
  });

  it('leads from the first day to the last', () => {
    const day = fc
      .integer({ min: 0, max: 20_000 })
      .map(days => addDays('2020-01-01', days));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 9_000 }), (from, days) => {
        const until = addDays(from, days);
        expect(lastDayOfTerm(from, termBetween(from, until))).toBe(until);
      }),
    );
  });
});
