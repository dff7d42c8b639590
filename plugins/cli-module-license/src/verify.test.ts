import { JsonObject } from '@backstage/types';
import {
  Check,
  CHECK_CODES,
} from '@thetasecure/backstage-plugin-license-common';
import { createSigningKey } from '@thetasecure/backstage-plugin-license-file';
import {
  day,
  LICENSE_KEY,
  licenseMembers,
  MASKED_KEY,
  minutesFromNow,
  revocationList,
} from './__testUtils__/licenses';
import {
  attempt,
  attemptAll,
  Scene,
  useWorkspaces,
} from './__testUtils__/Workspace';

const VERIFY = ['verify', 'license.json', '--jwks', 'trusted-keys.json'];

useWorkspaces();

/** Signs a license with the key of the folder. */
const withLicense =
  (members: JsonObject = {}, changes: JsonObject = {}): Scene['prepare'] =>
  async workspace => {
    const text = await workspace.signLicense(licenseMembers(members));
    await workspace.write({
      'license.json': { ...JSON.parse(text), ...changes },
    });
  };

/** Signs a license, and a list that revokes some. */
const withRevoked =
  (...licenseIds: string[]): Scene['prepare'] =>
  async workspace => {
    await withLicense()?.(workspace);
    const revoked = licenseIds.map(licenseId => ({
      licenseId,
      revokedAt: day(-1),
    }));
    await workspace.write({
      'list.json': await workspace.signRevocationList(
        revocationList({ revoked }),
      ),
    });
  };

/** Whether anything that the license says is a fact. */
const isVerified = ({ checks }: { checks: string[] }) =>
  checks.includes('signature');

const codesOf = (checks: readonly Check[]) =>
  checks.map(({ code, status }) =>
    status === 'pass' ? code : `${code} ${status}`,
  );

/** The check that a license fails, and all that were made. */
const FAILING: (Scene & { failed: string; why: string; checks: string[] })[] = [
  {
    failed: 'format',
    why: 'it is no JSON',
    args: VERIFY,
    files: { 'license.json': 'none' },
    checks: ['format fail'],
  },
  {
    failed: 'format',
    why: 'it has no signature',
    args: VERIFY,
    files: { 'license.json': licenseMembers() },
    checks: ['format fail'],
  },
  {
    failed: 'key',
    why: 'it is signed with another key',
    args: [...VERIFY.slice(0, 3), 'others.json'],
    prepare: async workspace => {
      const { publicJwk } = await createSigningKey({ kid: 'other-1' });
      await workspace.write({ 'others.json': { keys: [publicJwk] } });
      await withLicense()?.(workspace);
    },
    checks: ['format', 'key fail'],
  },
  {
    failed: 'key',
    why: 'no key is trusted',
    args: [...VERIFY.slice(0, 3), 'none.json'],
    files: { 'none.json': { keys: [] } },
    prepare: withLicense(),
    checks: ['format', 'key fail'],
  },
  {
    failed: 'signature',
    why: 'it was changed after it was signed',
    args: VERIFY,
    prepare: withLicense({}, { maxUsers: 5000 }),
    checks: ['format', 'key', 'signature fail'],
  },
  {
    failed: 'signature',
    why: 'another key of the same name signed it',
    args: [...VERIFY.slice(0, 3), 'others.json'],
    prepare: async workspace => {
      const { publicJwk } = await createSigningKey({ kid: 'vendor-1' });
      await workspace.write({ 'others.json': { keys: [publicJwk] } });
      await withLicense()?.(workspace);
    },
    checks: ['format', 'key', 'signature fail'],
  },
  {
    failed: 'product',
    why: 'it is for another product',
    args: [...VERIFY, '--product', 'NY', '--product', 'NZ'],
    prepare: withLicense(),
    checks: ['format', 'key', 'signature', 'product fail', 'clock', 'period'],
  },
  {
    failed: 'instance',
    why: 'it is bound to another deployment',
    args: [...VERIFY, '--instance', 'portal-2'],
    prepare: withLicense({ productInstanceId: 'portal-1' }),
    checks: ['format', 'key', 'signature', 'instance fail', 'clock', 'period'],
  },
  {
    failed: 'revocation',
    why: 'it is revoked',
    args: [...VERIFY, '--revocations', 'list.json'],
    prepare: withRevoked('LIC-0', 'LIC-1'),
    checks: [
      'format',
      'key',
      'signature',
      'revocation fail',
      'clock',
      'period',
    ],
  },
  {
    failed: 'clock',
    why: 'it was issued a day ahead',
    args: VERIFY,
    prepare: withLicense({ issuedAt: minutesFromNow(26 * 60) }),
    checks: ['format', 'key', 'signature', 'clock fail', 'period'],
  },
  {
    failed: 'clock',
    why: 'it was issued a day ahead, whatever --at says',
    args: [...VERIFY, '--at', minutesFromNow(48 * 60)],
    prepare: withLicense({ issuedAt: minutesFromNow(26 * 60) }),
    checks: ['format', 'key', 'signature', 'clock fail', 'period'],
  },
  {
    failed: 'period',
    why: 'it is over',
    args: VERIFY,
    prepare: withLicense({ validUntil: day(-3) }),
    checks: ['format', 'key', 'signature', 'clock', 'period fail'],
  },
  {
    failed: 'period',
    why: 'the portal grants less grace',
    args: [...VERIFY, '--max-grace-period-days', '2'],
    prepare: withLicense({ validUntil: day(-4), gracePeriodDays: 30 }),
    checks: ['format', 'key', 'signature', 'clock', 'period fail'],
  },
  {
    failed: 'period',
    why: 'it is over at the instant that is asked about',
    args: [...VERIFY, '--at', '2190-01-01T00:00:00Z'],
    prepare: withLicense(),
    checks: ['format', 'key', 'signature', 'clock', 'period fail'],
  },
  {
    failed: 'product',
    why: 'several checks fail, of which it is the first',
    args: [...VERIFY, '--product', 'NY', '--instance', 'portal-2'],
    prepare: withLicense({
      productInstanceId: 'portal-1',
      validUntil: day(-3),
    }),
    checks: [
      ...['format', 'key', 'signature', 'product fail', 'instance fail'],
      ...['clock', 'period fail'],
    ],
  },
];

describe('verify ends with 1 and names the check', () => {
  const asJson = attemptAll(FAILING, one => ({
    ...one,
    args: [...one.args, '--json'],
  }));

  it.each(FAILING)('$failed, when $why', one => {
    const { code, stdout, stderr } = asJson(one);
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(
      new RegExp(`^The check "${one.failed}" failed: [^\\n]+\\.$`),
    );
    const { valid, checks, ...facts } = JSON.parse(stdout);
    expect(valid).toBe(false);
    expect(codesOf(checks)).toEqual(one.checks);
    // Only what is verified is there.
    expect(Object.keys(facts)).toEqual(isVerified(one) ? ['license'] : []);
  });

  const SHOWN = [FAILING[0], FAILING[2], FAILING[4], FAILING[6]];
  const asTable = attemptAll(SHOWN, one => one);

  it.each(SHOWN)('$failed, to people too, when $why', one => {
    const { code, stdout, stderr } = asTable(one);
    expect(code).toBe(1);
    expect(stderr).toContain(`The check "${one.failed}" failed: `);
    expect(stdout).toMatch(
      new RegExp(`^fail +${one.failed} +[A-Z].*\\.$`, 'm'),
    );
    expect(/LIC-1|Example Corp|NX|^Users/m.test(stdout)).toBe(isVerified(one));
  });
});

describe('verify ends with 0', () => {
  const BARE = ['format', 'key', 'signature', 'clock', 'period'];
  const CASES: (Scene & {
    what: string;
    checks: string[];
    status: string;
    note?: RegExp;
  })[] = [
    {
      what: 'for a good license',
      args: VERIFY,
      prepare: withLicense(),
      checks: BARE,
      status: 'active',
    },
    {
      what: 'for one that fits a deployment in every way',
      args: [
        ...[...VERIFY, '--instance', 'portal-1', '--product', 'NY'],
        ...['--product', 'NX', '--revocations', 'list.json'],
      ],
      prepare: async workspace => {
        await withRevoked('LIC-0')?.(workspace);
        await withLicense({ productInstanceId: 'portal-1' })?.(workspace);
      },
      checks: CHECK_CODES.filter(
        code => code !== 'version' && code !== 'integrity',
      ),
      status: 'active',
    },
    {
      what: 'for one that is bound, if no deployment is named',
      args: VERIFY,
      prepare: withLicense({ productInstanceId: 'portal-1' }),
      checks: BARE,
      status: 'active',
      note: /^Note: The license is bound to the deployment portal-1; .*--instance\.$/,
    },
    {
      what: 'for one that is bound to none',
      args: [...VERIFY, '--instance', 'portal-2'],
      prepare: withLicense(),
      checks: BARE,
      status: 'active',
    },
    {
      what: 'with a warning in grace',
      args: VERIFY,
      prepare: withLicense({ validUntil: day(-3), gracePeriodDays: 30 }),
      checks: [...BARE.slice(0, 4), 'period warn'],
      status: 'grace_period',
    },
    {
      what: 'with a warning in as much grace as the portal grants',
      args: [...VERIFY, '--max-grace-period-days', '9'],
      prepare: withLicense({ validUntil: day(-4), gracePeriodDays: 30 }),
      checks: [...BARE.slice(0, 4), 'period warn'],
      status: 'grace_period',
    },
    {
      what: 'with a warning before it begins',
      args: [...VERIFY, '--at', '2020-01-01T00:00:00+02:00'],
      prepare: withLicense(),
      checks: [...BARE.slice(0, 4), 'period warn'],
      status: 'scheduled',
    },
    {
      what: 'with a warning of a clock that is a little behind',
      args: VERIFY,
      prepare: withLicense({ issuedAt: minutesFromNow(60) }),
      checks: ['format', 'key', 'signature', 'clock warn', 'period'],
      status: 'active',
    },
    {
      what: 'with several files of keys',
      args: [...VERIFY, '--jwks', 'others.json'],
      prepare: async workspace => {
        const { publicJwk } = await createSigningKey({
          kid: 'other-1',
          algorithm: 'ES256',
        });
        await workspace.write({ 'others.json': { keys: [publicJwk] } });
        await withLicense()?.(workspace);
      },
      checks: BARE,
      status: 'active',
    },
  ];
  const made = attemptAll(CASES, one => ({
    ...one,
    args: [...one.args, '--json'],
  }));

  it.each(CASES)('$what', one => {
    const { code, stdout, stderr } = made(one);
    expect(code).toBe(0);
    expect(stderr.trim()).toMatch(one.note ?? /^$/);
    const { valid, checks, license } = JSON.parse(stdout);
    expect(valid).toBe(true);
    expect(codesOf(checks)).toEqual(one.checks);
    expect(license).toMatchObject({
      licenseId: 'LIC-1',
      maskedKey: MASKED_KEY,
      status: one.status,
    });
    expect(stdout).not.toContain(LICENSE_KEY);
  });

  it.each(CASES)('$what, with the checks in the order of portals', one => {
    const { checks } = JSON.parse(made(one).stdout);
    const places = checks.map(({ code }: Check) => CHECK_CODES.indexOf(code));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('and shows people the license and every check', async () => {
    const { code, stdout, stderr } = await attempt({
      args: VERIFY,
      prepare: withLicense(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Key +${MASKED_KEY}$`, 'm'));
    expect(stdout).toMatch(/^Customer +Example Corp <it@example\.com>$/m);
    expect(stdout.match(/^pass +\w+/gm)).toHaveLength(5);
  });
});

describe('verify of a revocation list', () => {
  const list = revocationList({ sequence: 7 });
  const withList =
    (changes: JsonObject = {}): Scene['prepare'] =>
    async workspace => {
      const text = await workspace.signRevocationList(list);
      await workspace.write({
        'license.json': { ...JSON.parse(text), ...changes },
      });
    };

  it('ends with 0 for a good one', async () => {
    const { code, stdout } = await attempt({
      args: [...VERIFY, '--json'],
      prepare: withList(),
    });
    expect(code).toBe(0);
    const { valid, checks, ...facts } = JSON.parse(stdout);
    expect(valid).toBe(true);
    expect(codesOf(checks)).toEqual(['format', 'key', 'signature']);
    const { sequence, issuedAt, revoked } = list;
    expect(facts).toEqual({ revocations: { sequence, issuedAt, revoked } });
  });

  it('ends with 1 for one that was changed, and shows nothing as fact', async () => {
    const { code, stdout, stderr } = await attempt({
      args: VERIFY,
      prepare: withList({ revoked: [] }),
    });
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(/^The check "signature" failed: .*\.$/);
    expect(stdout).not.toMatch(/^Sequence/m);
  });
});
