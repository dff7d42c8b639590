import { JsonObject } from '@backstage/types';
import {
  daysAfter,
  LICENSE_KEY,
  licenseMembers,
  MASKED_KEY,
  revocationList,
} from './__testUtils__/licenses';
import { runShellLine } from './__testUtils__/runCommand';
import {
  attempt,
  attemptAll,
  effectOf,
  refusal,
  Scene,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const CAUTION = 'Nothing of this is verified: anybody can write such a file.';
/** Control characters but line feeds; C1 ones too, of which U+009B begins sequences as ESC does. */
const CONTROL = /(?!\n)\p{Cc}/u;

useWorkspaces();

const LICENSE = licenseMembers({
  productInstanceId: 'portal-1',
  gracePeriodDays: 30,
  features: ['sso', 'audit'],
  supersedes: ['LIC-0'],
  issuer: 'https://license.example.com',
  customer: {
    name: 'Example Corp',
    email: 'it@example.com',
    secret: 'of the customer',
  },
  note: 'nobody knows what this is',
});
const GRACE_UNTIL = daysAfter(String(LICENSE.validUntil), 30);
const LIST = revocationList({
  sequence: 7,
  revoked: [
    { licenseId: 'LIC-1', revokedAt: '2026-05-01', reason: 'Never paid.' },
  ],
});

const withLicense =
  (members: JsonObject = LICENSE): Scene['prepare'] =>
  async workspace =>
    workspace.write({ 'license.json': await workspace.signLicense(members) });

describe('inspect', () => {
  let workspace: Workspace;
  let listText: string;
  beforeAll(async () => {
    workspace = await Workspace.create();
    await withLicense()?.(workspace);
    listText = await workspace.signRevocationList(LIST);
    await workspace.write({ 'list.json': listText });
  });

  it('shows a license to people, with a word of caution', async () => {
    const { code, stdout, stderr } = await workspace.run(
      ...['inspect', 'license.json'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const row of [
      /^License +LIC-1$/m,
      new RegExp(`^Key +${MASKED_KEY}$`, 'm'),
      /^Product +NX$/m,
      /^Type +subscription$/m,
      /^Deployment +portal-1$/m,
      /^Customer +Example Corp <it@example\.com>$/m,
      /^Users +100$/m,
      new RegExp(
        `^Valid +${LICENSE.validFrom} to ${LICENSE.validUntil} \\(UTC\\)$`,
        'm',
      ),
      new RegExp(`^Grace until +${GRACE_UNTIL}$`, 'm'),
      /^Features +sso, audit$/m,
      /^Supersedes +LIC-0$/m,
      /^Issuer +https:\/\/license\.example\.com$/m,
      /^Signed with +vendor-1 \(EdDSA\)$/m,
      /^pass +period +The license is in force\.$/m,
    ]) {
      expect(stdout).toMatch(row);
    }
    expect(stdout).toContain(CAUTION);
  });

  it('shows a license to programs', async () => {
    const { code, stdout, stderr } = await workspace.run(
      ...['inspect', 'license.json', '--json'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      kind: 'license',
      verified: false,
      license: {
        licenseId: 'LIC-1',
        product: 'NX',
        type: 'subscription',
        maskedKey: MASKED_KEY,
        productInstanceId: 'portal-1',
        customer: { name: 'Example Corp', email: 'it@example.com' },
        maxUsers: 100,
        validFrom: LICENSE.validFrom,
        validUntil: LICENSE.validUntil,
        timeZone: 'UTC',
        graceUntil: GRACE_UNTIL,
        features: ['sso', 'audit'],
        supersedes: ['LIC-0'],
        issuer: 'https://license.example.com',
        issuedAt: LICENSE.issuedAt,
        otherMembers: ['note'],
      },
      signed: { algorithm: 'EdDSA', keyId: 'vendor-1' },
      period: {
        code: 'period',
        status: 'pass',
        message: 'The license is in force.',
      },
    });
  });

  it.each([
    ['people', []],
    ['programs', ['--json']],
  ])(
    'shows %s neither the license key nor what nobody knows, but its name',
    async (_, options) => {
      const { stdout } = await workspace.run(
        ...['inspect', 'license.json', ...options],
      );
      expect(stdout).toContain(MASKED_KEY);
      expect(stdout).toContain('note');
      expect(stdout).not.toContain(LICENSE_KEY);
      expect(stdout).not.toContain('nobody knows');
      expect(stdout).not.toContain('of the customer');
    },
  );

  it('ends quietly when nobody reads on, as after head', async () => {
    const { stderr } = await runShellLine(
      'thetasecure-license inspect license.json | true',
      { cwd: workspace.folder },
    );
    expect(stderr).toBe('');
  });

  it('shows a revocation list to people, with a word of caution', async () => {
    const { code, stdout } = await workspace.run('inspect', 'list.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Sequence +7$/m);
    expect(stdout).toMatch(/^ *LIC-1 +2026-05-01 +Never paid\.$/m);
    expect(stdout).toMatch(/^Signed with +vendor-1 \(EdDSA\)$/m);
    expect(stdout).toContain(CAUTION);
  });

  it('shows a revocation list to programs, from the standard input', async () => {
    const { code, stdout } = await workspace.runWith(
      { input: listText },
      ...['inspect', '-', '--json'],
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      kind: 'revocations',
      verified: false,
      revocations: {
        sequence: 7,
        issuedAt: LIST.issuedAt,
        revoked: LIST.revoked,
      },
      signed: { algorithm: 'EdDSA', keyId: 'vendor-1' },
    });
  });
});

describe('inspect judges the dates', () => {
  const members = licenseMembers({
    validFrom: '2026-02-01',
    validUntil: '2026-12-31',
    timeZone: 'Europe/Berlin',
    gracePeriodDays: 30,
  });
  const CASES = [
    { at: '2026-01-31T22:59:59Z', period: 'warn', says: /begins in 1 day/ },
    { at: '2026-01-31T23:00:00Z', period: 'pass', says: /is in force/ },
    { at: '2026-12-31T23:00:00Z', period: 'warn', says: /grace .* 29 days/ },
    { at: '2027-01-30T23:00:00Z', period: 'fail', says: /expired/ },
  ];
  const made = attemptAll(CASES, ({ at }) => ({
    args: ['inspect', 'license.json', '--at', at, '--json'],
    prepare: withLicense(members),
  }));

  it.each(CASES)('at $at, and ends well', one => {
    expect(made(one).code).toBe(0);
    expect(JSON.parse(made(one).stdout).period).toMatchObject({
      status: one.period,
      message: expect.stringMatching(one.says),
    });
  });
});

describe('inspect lets no control character out:', () => {
  const EVIL = '\x1b]0;title\x07\x1b[31m\x9b31m';
  const encoded = (header: object) =>
    Buffer.from(JSON.stringify(header)).toString('base64url');
  const signedWith =
    (header: object): Scene['prepare'] =>
    workspace =>
      workspace.write({
        'license.json': {
          ...licenseMembers(),
          signature: `${encoded(header)}..${'A'.repeat(86)}`,
        },
      });
  const SOURCES = [
    {
      where: 'members that nobody knows',
      prepare: withLicense(licenseMembers({ note: EVIL, more: [{ a: EVIL }] })),
    },
    {
      where: 'the id of the key',
      prepare: signedWith({ alg: 'EdDSA', kid: `vendor-1${EVIL}` }),
    },
    {
      where: 'the algorithm',
      prepare: signedWith({ alg: `EdDSA${EVIL}`, kid: 'vendor-1' }),
    },
  ];
  const CASES = SOURCES.flatMap(source => [
    { ...source, to: 'people', args: ['inspect', 'license.json'] },
    { ...source, to: 'programs', args: ['inspect', 'license.json', '--json'] },
  ]);
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('of $where, to $to', one => {
    const { stdout, stderr } = made(one);
    expect(stdout + stderr).not.toMatch(CONTROL);
  });
});

describe('inspect takes', () => {
  it.each(['keys', 'kty'])(
    'a license with a member called %s for a license',
    async name => {
      const { code, stdout } = await attempt({
        args: ['inspect', 'license.json'],
        prepare: withLicense(licenseMembers({ [name]: ['x'] })),
      });
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Other members +${name}$`, 'm'));
    },
  );

  it('a license without a right signature as it is, being no judge of it', async () => {
    const { code, stdout } = await attempt({
      args: ['inspect', 'license.json'],
      prepare: async workspace => {
        const text = await workspace.signLicense(licenseMembers());
        await workspace.write({
          'license.json': { ...JSON.parse(text), maxUsers: 5000 },
        });
      },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Users +5000$/m);
    expect(stdout).toContain(CAUTION);
  });
});

describe('inspect refuses', () => {
  const UNUSABLE: {
    what: string;
    content?: string | object;
    message: RegExp;
  }[] = [
    {
      what: 'a file that is not there',
      message: /^file cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'what is no JSON, and does not repeat it',
      content: 'not{json',
      message:
        /^This is no license file\. The file is not valid JSON \(.*\)\. (?!.*not\{json).*\.$/,
    },
    {
      what: 'an empty file',
      content: '',
      message: /^This is no license file\. The file is empty\. .*\.$/,
    },
    {
      what: 'a license without a signature',
      content: licenseMembers(),
      message:
        /^This is no license file\. The member "signature" is missing\. .*\.$/,
    },
    {
      what: 'more than 64 KiB',
      content: { ...licenseMembers(), note: 'x'.repeat(64 * 1024) },
      message:
        /^This is no license file\. The file is larger than 64 KiB\. .*\.$/,
    },
    {
      what: 'a revocation list with something wrong in it',
      content: revocationList({ sequence: 0 }),
      message:
        /^This is no revocation list\. The member "sequence" must .*\. .*\.$/,
    },
  ];
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    ...UNUSABLE.map(({ content, ...one }) => ({
      ...one,
      files: content === undefined ? {} : { file: content },
      args: ['inspect', 'file'],
    })),
    ...['signing-key.json', 'trusted-keys.json'].map(file => ({
      what: `a key: ${file}`,
      args: ['inspect', file],
      message: new RegExp(
        `^${file.replace('.', '\\.')} holds a key, not a license; .*\\.$`,
      ),
    })),
    {
      what: 'a folder',
      args: ['inspect', '.'],
      message: /^\. cannot be read: it is a folder; .*\.$/,
    },
    ...['2027-03-01', ''].map(at => ({
      what: `the instant ${JSON.stringify(at)}`,
      args: ['inspect', 'license.json', '--at', at],
      prepare: withLicense(),
      message: /^--at is no instant; write one such as .*\.$/,
    })),
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });
});
