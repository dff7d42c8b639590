import { JsonObject } from '@backstage/types';
import {
  day,
  minutesFromNow,
  ORDER,
  ORDER_OPTIONS,
  orderWith,
} from './__testUtils__/licenses';
import {
  attemptAll,
  effectOf,
  refusal,
  Scene,
  useWorkspaces,
} from './__testUtils__/Workspace';

const ISSUE = ['issue', '--key', 'signing-key.json', '--out', 'license.json'];

useWorkspaces();

describe('issue refuses, in one sentence that names the member, and writes nothing, for', () => {
  const { product: _product, ...WITHOUT_PRODUCT } = ORDER;
  const MEMBERS: { what: string; members: JsonObject; message: RegExp }[] = [
    {
      what: 'no product',
      members: WITHOUT_PRODUCT,
      message: /^The member "product" is missing\.$/,
    },
    ...(
      [
        ['format', 'other/1'],
        ['licenseId', '-x'],
        ['licenseKey', 'nx-7q4m-2kxd-9pwa'],
        ['product', ' NX'],
        ['type', 'perpetual'],
        ['productInstanceId', ''],
        ['maxUsers', 10_000_001],
        ['validFrom', '2026-02-30'],
        ['timeZone', '+02:00'],
        ['gracePeriodDays', 366],
        ['features', ['sso', 'sso']],
        ['supersedes', 'LIC-1'],
        ['issuer', 'two\nlines'],
        ['issuedAt', '2026-01-15t09:00:00z'],
      ] as const
    ).map(([name, value]) => ({
      what: `${name}: ${JSON.stringify(value)}`,
      members: { ...ORDER, [name]: value as never },
      message: new RegExp(`^The member "${name}" must [^\\n]*\\.$`),
    })),
    {
      what: 'an item of supersedes that is no id',
      members: { ...ORDER, supersedes: ['LIC-1', '?'] },
      message: /^The member "supersedes\[1\]" must .*\.$/,
    },
    {
      what: 'a customer without a name',
      members: { ...ORDER, customer: { email: 'it@example.com' } },
      message: /^The member "customer\.name" is missing\.$/,
    },
    {
      what: 'two e-mail addresses',
      members: {
        ...ORDER,
        customer: { name: 'Example Corp', email: 'a@b.example, c@d.example' },
      },
      message: /^The member "customer\.email" must be one e-mail address\.$/,
    },
    {
      what: 'an end before the beginning',
      members: { ...ORDER, validFrom: day(10), validUntil: day(9) },
      message: /^The member "validUntil" must not be before "validFrom"\.$/,
    },
    {
      what: 'its own id in supersedes',
      members: { ...ORDER, licenseId: 'LIC-2', supersedes: ['LIC-1', 'LIC-2'] },
      message: /^The member "supersedes" names the license itself; .*\.$/,
    },
    {
      what: 'a license that is over',
      members: {
        ...ORDER,
        validFrom: day(-90),
        validUntil: day(-33),
        gracePeriodDays: 30,
      },
      message:
        /^No portal would take this license\. .* expired .* grace .*"validUntil"\.$/,
    },
    {
      what: 'an issue in the future',
      members: { ...ORDER, issuedAt: minutesFromNow(26 * 60) },
      message: /^No portal would take this license\. .*"issuedAt".*\.$/,
    },
  ];
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    ...MEMBERS.map(({ members, ...one }) => ({
      ...one,
      files: { 'members.json': members },
      args: [...ISSUE, 'members.json'],
    })),
    ...['1e2', '-1'].map(seats => ({
      what: `${seats} users by option`,
      args: [...ISSUE, ...orderWith('--max-users', seats)],
      message: /^The member "maxUsers" must be a whole number from 1 to .*\.$/,
    })),
    ...['1Y', 'P0D'].map(term => ({
      what: `the term ${JSON.stringify(term)}`,
      args: [...ISSUE, ...ORDER_OPTIONS, `--term=${term}`],
      message: /^The term must be an ISO 8601 duration .*\.$/,
    })),
    {
      what: 'a term and an end',
      args: [
        ...ISSUE,
        ...ORDER_OPTIONS,
        ...['--term', 'P1Y', '--valid-until', '2100-01-01'],
      ],
      message: /^Both a term and "validUntil" say when .*\.$/,
    },
    {
      what: 'a term beyond the year 2200',
      args: [...ISSUE, ...ORDER_OPTIONS, '--term', 'P300Y'],
      message:
        /^The member "validUntil" must be in a year from 2000 to 2200\.$/,
    },
    ...[
      {
        what: 'a member that is there twice',
        text: '{"product":"A","product":"B"}',
        fault: /"product", which is there twice \(line 1/,
      },
      {
        what: 'null',
        text: '{"issuer":null}',
        fault: /"issuer", which is null/,
      },
      { what: 'no JSON', text: 'product: NX', fault: /is not valid JSON/ },
      { what: 'an empty file', text: '', fault: /is empty/ },
    ].flatMap(({ what, text, fault }) => [
      {
        what: `${what} in a file`,
        files: { 'members.json': text },
        args: [...ISSUE, 'members.json'],
        message: new RegExp(`^members\\.json .*${fault.source}.*; .*\\.$`),
      },
    ]),
    {
      what: 'a member that is there twice on the standard input',
      input: '{"maxUsers":1,"maxUsers":2}',
      args: [...ISSUE, '-'],
      message:
        /^The standard input holds .*"maxUsers", which is there twice.*; .*\.$/,
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });
});
