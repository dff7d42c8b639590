import { JsonObject } from '@backstage/types';
import { ORDER_OPTIONS, orderWith, todayIn } from './__testUtils__/licenses';
import { attemptAll, issuedBy, useWorkspaces } from './__testUtils__/Workspace';

const ISSUE = ['issue', '--key', 'signing-key.json'];

useWorkspaces();

describe('issue completes what is left out:', () => {
  const today = () => todayIn('UTC');
  const CASES: {
    what: string;
    given?: string[];
    options: string[];
    expected(): JsonObject;
  }[] = [
    {
      what: 'the form, today, the last day of a year, the instant',
      options: [],
      expected: () => ({
        format: 'thetasecure-license/1',
        validFrom: today(),
        issuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      }),
    },
    {
      what: 'the id and the key',
      options: [],
      expected: () => ({
        licenseId: expect.stringMatching(/^LIC-\d{4}-[A-Z0-9]{8}$/),
        licenseKey: expect.stringMatching(/^NX(-[A-Z0-9]{4}){4}$/),
      }),
    },
    {
      what: 'a key of a product without letters to begin with',
      given: orderWith('--product', 'My product+ 2.0 for all'),
      options: [],
      expected: () => ({
        licenseKey: expect.stringMatching(/^MYPRODUC(-[A-Z0-9]{4}){4}$/),
      }),
    },
    {
      what: 'a year, if nothing is said',
      options: ['--valid-from', '2199-02-01'],
      expected: () => ({ validFrom: '2199-02-01', validUntil: '2200-01-31' }),
    },
    {
      what: '30 days of a trial',
      options: ['--type', 'trial', '--valid-from', '2100-01-01'],
      expected: () => ({ validFrom: '2100-01-01', validUntil: '2100-01-30' }),
    },
    {
      what: 'the end of a term of months',
      options: ['--term', 'P18M', '--valid-from', '2100-01-15'],
      expected: () => ({ validUntil: '2101-07-14' }),
    },
    {
      what: 'the end of the term, of a trial too',
      options: [
        ...['--type', 'trial', '--term', 'P2W'],
        ...['--valid-from', '2100-01-01'],
      ],
      expected: () => ({ validUntil: '2100-01-14' }),
    },
    {
      what: 'nothing of an end that is named',
      options: ['--valid-until', '2100-05-06'],
      expected: () => ({ validUntil: '2100-05-06' }),
    },
    // At any instant it is another day than in UTC in one of these zones, or in both.
    ...['Pacific/Kiritimati', 'Etc/GMT+12'].map(timeZone => ({
      what: `the day that it is in ${timeZone}`,
      options: ['--time-zone', timeZone],
      expected: () => ({ timeZone, validFrom: todayIn(timeZone) }),
    })),
  ];
  // A day may begin between the run and a look at the clock afterwards.
  const made = attemptAll(CASES, ({ given = ORDER_OPTIONS, options }) => ({
    args: [...ISSUE, ...given, ...options],
  }));
  const early = CASES.map(({ expected }) => expected());

  it.each(CASES.map((one, at) => ({ ...one, at })))(
    '$what',
    async ({ at, expected }) => {
      const members = await issuedBy(made(CASES[at]));
      expect([
        expect.objectContaining(early[at]),
        expect.objectContaining(expected()),
      ]).toContainEqual(members);
    },
  );
});
