import { JsonObject } from '@backstage/types';
import { createSigningKey } from '@thetasecure/backstage-plugin-license-file';
import {
  day,
  LICENSE_KEY,
  licenseMembers,
  todayIn,
} from './__testUtils__/licenses';
import {
  attempt,
  attemptAll,
  effectOf,
  issuedBy,
  refusal,
  Scene,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const RENEW = ['issue', '--key', 'signing-key.json', '--renew', 'old.json'];

useWorkspaces();

/** Signs the old license with the key of the folder. */
const signed =
  (members: JsonObject): Scene['prepare'] =>
  async workspace =>
    workspace.write({ 'old.json': await workspace.signLicense(members) });

describe('issue --renew', () => {
  const OLD = licenseMembers({
    licenseId: 'LIC-OLD',
    productInstanceId: 'portal-1',
    customer: {
      name: 'Example Corp',
      email: 'it@example.com',
      contact: { vip: true },
    },
    validFrom: day(-300),
    validUntil: day(60),
    timeZone: 'Europe/Berlin',
    gracePeriodDays: 30,
    features: ['sso'],
    supersedes: ['LIC-OLDER', 'LIC-OLDEST'],
    issuer: 'https://license.example.com',
    order: { number: 7, lines: ['a', 'b'] },
  });
  const run = attemptAll(['renewed'], () => ({
    args: RENEW,
    prepare: signed(OLD),
  }));
  const renewed = () => issuedBy(run('renewed'));

  it.each([
    'licenseKey',
    'product',
    'productInstanceId',
    'customer',
    'maxUsers',
    'timeZone',
    'gracePeriodDays',
    'features',
    'issuer',
    'order',
  ])('keeps %s', async name => {
    expect((await renewed())[name]).toEqual(OLD[name]);
  });

  it('gives it an id and an instant of its own', async () => {
    const { licenseId, issuedAt } = await renewed();
    expect(licenseId).toMatch(/^LIC-\d{4}-[A-Z0-9]{8}$/);
    expect(Date.parse(String(issuedAt))).toBeGreaterThan(
      Date.parse(String(OLD.issuedAt)),
    );
  });

  it('supersedes the old one and what that superseded', async () => {
    expect((await renewed()).supersedes).toEqual([
      'LIC-OLDER',
      'LIC-OLDEST',
      'LIC-OLD',
    ]);
  });

  it('shows nothing of the license key but its ends', () => {
    expect(run('renewed').stderr).not.toContain(LICENSE_KEY);
  });
});

describe('a renewed license begins', () => {
  const CASES: {
    when: string;
    old: JsonObject;
    options?: string[];
    validFrom(): string;
  }[] = [
    {
      when: 'the day after the old one ends, while that is in force',
      old: { validUntil: day(60) },
      validFrom: () => day(61),
    },
    {
      when: 'the day after the old one ends, while that has not begun',
      old: { validFrom: day(30), validUntil: day(60) },
      validFrom: () => day(61),
    },
    {
      when: 'the day after the old one ended, while its grace lasts',
      old: { validUntil: day(-5), gracePeriodDays: 30 },
      validFrom: () => day(-4),
    },
    {
      when: 'today, if the old one is over without grace',
      old: { validUntil: day(-5) },
      validFrom: () => todayIn('UTC'),
    },
    ...['Pacific/Kiritimati', 'Etc/GMT+12'].map(timeZone => ({
      when: `today in ${timeZone}, if the old one is over with its grace`,
      old: { validUntil: day(-40), gracePeriodDays: 30, timeZone },
      validFrom: () => todayIn(timeZone),
    })),
    {
      when: 'when an option says so',
      old: { validUntil: day(60) },
      options: ['--valid-from', '2150-05-06'],
      validFrom: () => '2150-05-06',
    },
  ];
  // A day may begin between the run and a look at the clock afterwards.
  const early = CASES.map(({ validFrom }) => validFrom());
  const made = attemptAll(CASES, ({ old, options = [] }) => ({
    args: [...RENEW, ...options],
    prepare: signed(licenseMembers(old)),
  }));

  it.each(CASES.map((one, at) => ({ ...one, at })))(
    '$when',
    async ({ at, validFrom }) => {
      const renewed = await issuedBy(made(CASES[at]));
      expect([early[at], validFrom()]).toContain(renewed.validFrom);
    },
  );
});

describe('a renewed license lasts as long as the old one:', () => {
  const CASES = [
    {
      what: 'a year',
      old: { validFrom: '2100-02-01', validUntil: '2101-01-31' },
      renewed: { validFrom: '2101-02-01', validUntil: '2102-01-31' },
    },
    {
      what: '18 months',
      old: { validFrom: '2100-01-15', validUntil: '2101-07-14' },
      renewed: { validFrom: '2101-07-15', validUntil: '2103-01-14' },
    },
    {
      what: '30 days of a trial',
      old: { type: 'trial', validFrom: '2100-01-01', validUntil: '2100-01-30' },
      renewed: {
        type: 'trial',
        validFrom: '2100-01-31',
        validUntil: '2100-03-01',
      },
    },
  ];
  const made = attemptAll(CASES, ({ old }) => ({
    args: RENEW,
    prepare: signed(licenseMembers(old)),
  }));

  it.each(CASES)('$what', async one => {
    expect(await issuedBy(made(one))).toMatchObject(one.renewed);
  });
});

describe('a renewal says', () => {
  const CASES: (Scene & { what: string; says: JsonObject })[] = [
    {
      what: 'what options say',
      args: [
        ...RENEW,
        ...['--max-users', '250', '--customer-email', 'ops@example.com'],
        ...['--valid-from', '2150-01-01', '--term', 'P2Y'],
        ...['--license-id', 'LIC-NEW'],
      ],
      prepare: signed(licenseMembers()),
      says: {
        licenseId: 'LIC-NEW',
        licenseKey: LICENSE_KEY,
        maxUsers: 250,
        customer: { name: 'Example Corp', email: 'ops@example.com' },
        validFrom: '2150-01-01',
        validUntil: '2151-12-31',
        supersedes: ['LIC-1'],
      },
    },
    {
      what: 'what a file says, below what options say',
      files: { 'members.json': { maxUsers: 250, issuer: 'Example' } },
      args: [...RENEW, 'members.json', '--max-users', '300'],
      prepare: signed(licenseMembers({ issuer: 'Old' })),
      says: { maxUsers: 300, issuer: 'Example', supersedes: ['LIC-1'] },
    },
    {
      what: 'that it supersedes the old one, whatever else options name',
      args: [...RENEW, '--supersedes', 'LIC-7'],
      prepare: signed(licenseMembers()),
      says: { supersedes: expect.arrayContaining(['LIC-1', 'LIC-7']) },
    },
    {
      what: 'the end that an option names, however long the old one was',
      args: [
        ...[...RENEW, '--valid-from', '2150-01-01'],
        ...['--valid-until', '2150-06-30'],
      ],
      prepare: signed(licenseMembers()),
      says: { validFrom: '2150-01-01', validUntil: '2150-06-30' },
    },
    {
      what: 'what a file on the standard input said, reformatted',
      args: [
        ...['issue', '--key', 'signing-key.json', '--renew', 'old.json', '-'],
        ...['--valid-from', '2150-01-01'],
      ],
      input: '{"maxUsers":5}',
      prepare: async workspace => {
        const text = await workspace.signLicense(licenseMembers());
        await workspace.write({ 'old.json': JSON.stringify(JSON.parse(text)) });
      },
      says: { maxUsers: 5, product: 'NX' },
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', async one => {
    expect(await issuedBy(made(one))).toMatchObject(one.says);
  });

  it('of a renewal again, that it supersedes all before it', async () => {
    const workspace = await Workspace.create();
    await signed(licenseMembers())?.(workspace);
    await workspace.run(...RENEW, '--license-id', 'LIC-2', '--out', '2.json');
    const { stdout } = await workspace.run(
      ...['issue', '--key', 'signing-key.json', '--renew', '2.json'],
    );
    expect(JSON.parse(stdout).supersedes).toEqual(['LIC-1', 'LIC-2']);
  });
});

describe('a renewal is refused for', () => {
  /** A license of the vendor's earlier key, and the file of that key. */
  const signedEarlier: Scene['prepare'] = async workspace => {
    const earlier = await Workspace.create();
    const { privateJwk, publicJwk } = await createSigningKey({
      kid: 'vendor-0',
    });
    await earlier.write({
      'key.json': privateJwk,
      'members.json': licenseMembers(),
    });
    const { stdout } = await earlier.run(
      ...['issue', '--key', 'key.json', 'members.json'],
    );
    await workspace.write({
      'old.json': stdout,
      'earlier.json': { keys: [publicJwk] },
    });
  };
  const changed =
    (changes: JsonObject): Scene['prepare'] =>
    async workspace => {
      const text = await workspace.signLicense(licenseMembers());
      await workspace.write({
        'old.json': { ...JSON.parse(text), ...changes },
      });
    };
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    {
      what: 'a license with more users than were signed',
      args: RENEW,
      prepare: changed({ maxUsers: 5000 }),
      message:
        /^What old\.json says is not signed anew\. The signature does not fit: .*; use the file as it was issued\.$/,
    },
    {
      what: 'a license with a member that was not signed',
      args: RENEW,
      prepare: changed({ note: 'x' }),
      message: /^What old\.json says is not signed anew\. The signature /,
    },
    {
      what: 'a file that is no license',
      files: { 'old.json': '{}' },
      args: RENEW,
      message: /^What old\.json says is not signed anew\. The member /,
    },
    {
      what: 'a license of an earlier key that is not named',
      args: RENEW,
      prepare: signedEarlier,
      message:
        /^What old\.json says is not signed anew\. .*vendor-0.*; if an earlier key .* --jwks\.$/,
    },
    {
      what: 'a file that is not there',
      args: RENEW,
      message: /^old\.json cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'want of a key, in a dry run too',
      args: ['issue', '--renew', 'old.json', '--dry-run'],
      prepare: signed(licenseMembers()),
      message: /^There is no key to sign with; .* --key\.$/,
    },
    {
      what: 'the same id',
      args: [...RENEW, '--license-id', 'LIC-1'],
      prepare: signed(licenseMembers()),
      message: /^The member "supersedes" names the license itself; .*\.$/,
    },
    {
      what: 'an instant of issue that is not after that of the old one, which it would not supersede',
      args: [...RENEW, '--issued-at', '2026-01-15T09:00:00Z'],
      prepare: signed(licenseMembers({ issuedAt: '2026-01-15T09:00:00Z' })),
      message: /^[^\n]*"issuedAt"[^\n]*\.$/,
    },
    {
      what: 'a batch',
      files: { 'orders.csv': 'maxUsers\n1\n' },
      args: [...RENEW, '--batch', 'orders.csv', '--out-dir', 'new'],
      prepare: signed(licenseMembers()),
      message: /^A batch cannot renew: .*\.$/,
    },
    {
      what: 'a new file that is there',
      files: { 'new.json': 'precious' },
      args: [...RENEW, '--out', 'new.json'],
      prepare: signed(licenseMembers()),
      message: /^new\.json is there already and is not overwritten; .*\.$/,
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });

  it('nothing, if the earlier key is named with --jwks', async () => {
    const earlier = await attempt({
      args: [...RENEW, '--jwks', 'trusted-keys.json', '--jwks', 'earlier.json'],
      prepare: signedEarlier,
    });
    expect(await issuedBy(earlier)).toMatchObject({ supersedes: ['LIC-1'] });
  });
});
