import { causeOf, looserCauses, rearmedCauses } from './warningCauses';

describe('causeOf', () => {
  it.each([
    [{ type: 'utilization', threshold: 95 }, 'utilization:95'],
    [
      { type: 'coverage_ends', threshold: 14, date: '2027-03-01' },
      'coverage_ends:2027-03-01:14',
    ],
    [{ type: 'grace_begins', date: '2027-03-01' }, 'grace_begins:2027-03-01'],
    [{ type: 'grace_ends', date: '2027-03-11' }, 'grace_ends:2027-03-11'],
  ] as const)('of %j is %s', (warning, cause) => {
    expect(causeOf(warning)).toBe(cause);
  });
});

describe('looserCauses', () => {
  it.each([
    [{ type: 'utilization', threshold: 90 }, []],
    [
      { type: 'utilization', threshold: 100 },
      ['utilization:90', 'utilization:95'],
    ],
    [{ type: 'coverage_ends', threshold: 30, date: '2027-03-01' }, []],
    [
      { type: 'coverage_ends', threshold: 7, date: '2027-03-01' },
      ['coverage_ends:2027-03-01:30', 'coverage_ends:2027-03-01:14'],
    ],
    [{ type: 'grace_begins', date: '2027-03-01' }, []],
  ] as const)('of %j are %j', (warning, causes) => {
    expect(looserCauses(warning)).toEqual(causes);
  });
});

describe('rearmedCauses', () => {
  it.each([
    [96, []],
    [95, ['utilization:100']],
    [91, ['utilization:100']],
    [90, ['utilization:95', 'utilization:100']],
    [86, ['utilization:95', 'utilization:100']],
    [85, ['utilization:90', 'utilization:95', 'utilization:100']],
    [0, ['utilization:90', 'utilization:95', 'utilization:100']],
  ])('at %d %% are %j', (percent, causes) => {
    expect(rearmedCauses(percent)).toEqual(causes);
  });
});
