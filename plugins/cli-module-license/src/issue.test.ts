import { JsonObject } from '@backstage/types';
import { runShellLine } from './__testUtils__/runCommand';
import {
  daysAfter,
  LICENSE_KEY,
  minutesFromNow,
  ORDER,
  ORDER_OPTIONS,
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

const ISSUE = ['issue', '--key', 'signing-key.json'];

useWorkspaces();

describe('issue takes what the license says', () => {
  const EVERYTHING = {
    licenseId: 'LIC-2026-000123',
    product: 'NX',
    type: 'subscription',
    productInstanceId: 'portal-1',
    customer: { name: 'Example Corp', email: 'it@example.com' },
    maxUsers: 100,
    validFrom: todayIn('UTC'),
    validUntil: daysAfter(todayIn('UTC'), 99),
    timeZone: 'Europe/Berlin',
    gracePeriodDays: 30,
    features: ['sso', 'audit'],
    supersedes: ['LIC-1', 'LIC-2'],
    issuer: 'https://license.example.com',
    issuedAt: minutesFromNow(-10),
  };
  const CASES: (Scene & { from: string; says: JsonObject })[] = [
    {
      from: 'options',
      args: [
        ...ISSUE,
        ...['--license-id', EVERYTHING.licenseId],
        ...['--product', EVERYTHING.product],
        ...['--type', EVERYTHING.type],
        ...['--instance', EVERYTHING.productInstanceId],
        ...['--customer-name', EVERYTHING.customer.name],
        ...['--customer-email', EVERYTHING.customer.email],
        ...['--max-users', '100'],
        ...['--valid-from', EVERYTHING.validFrom],
        ...['--valid-until', EVERYTHING.validUntil],
        ...['--time-zone', EVERYTHING.timeZone],
        ...['--grace-period-days', '30'],
        ...['--feature', 'sso', '--feature', 'audit'],
        ...['--supersedes', 'LIC-1', '--supersedes', 'LIC-2'],
        ...['--issuer', EVERYTHING.issuer],
        ...['--issued-at', EVERYTHING.issuedAt],
      ],
      says: EVERYTHING,
    },
    {
      from: 'a JSON file, members that the format does not know included',
      files: {
        'members.json': {
          ...EVERYTHING,
          licenseKey: LICENSE_KEY,
          note: { seats: [1, 2] },
        },
      },
      args: [...ISSUE, 'members.json'],
      says: {
        ...EVERYTHING,
        licenseKey: LICENSE_KEY,
        note: { seats: [1, 2] },
      },
    },
    {
      from: 'the standard input',
      input: JSON.stringify({ ...EVERYTHING, licenseKey: LICENSE_KEY }),
      args: [...ISSUE, '-'],
      says: { ...EVERYTHING, licenseKey: LICENSE_KEY },
    },
    {
      from: 'a file, and options above it',
      files: {
        'members.json': {
          ...ORDER,
          customer: { ...ORDER.customer, number: 7 },
          features: ['sso'],
          issuer: 'Example',
        },
      },
      args: [
        ...[...ISSUE, 'members.json', '--max-users', '7'],
        ...['--feature', 'audit', '--customer-email', 'ops@example.com'],
      ],
      says: {
        product: 'NX',
        maxUsers: 7,
        customer: {
          name: 'Example Corp',
          email: 'ops@example.com',
          number: 7,
        },
        features: ['audit'],
        issuer: 'Example',
      },
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('from $from', async one => {
    expect(await issuedBy(made(one))).toMatchObject(one.says);
  });
});

describe('issue', () => {
  it('says that the standard output cannot be written', async () => {
    const { workspace } = await attempt({ args: ['--version'] });
    // No file may grow there.
    const { code, stderr } = await runShellLine(
      `(ulimit -f 0; thetasecure-license ${ISSUE.join(' ')} - > license.json)`,
      { cwd: workspace.folder, input: JSON.stringify(ORDER) },
    );
    expect(code).toBe(2);
    expect(stderr.trim()).toMatch(
      /^The output cannot be written: .*; write it to another place\.$/m,
    );
  });

  it('writes a file that nobody else may read, and says what is in it', async () => {
    const { workspace, code, stdout, stderr } = await attempt({
      args: [...ISSUE, ...ORDER_OPTIONS, '--out', 'license.json'],
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(await workspace.modeOf('license.json')).toBe('600');
    const text = await workspace.read('license.json');
    expect((await workspace.check(text)).verified?.document).toMatchObject(
      ORDER,
    );
    expect(stderr).toMatch(/^Customer +Example Corp <it@example\.com>$/m);
    expect(stderr).toMatch(/^Wrote license\.json\.$/m);
  });

  it('signs with a key on P-256', async () => {
    const { workspace, code } = await attempt({
      args: [
        ...['keys', 'create', '--curve', 'P-256'],
        ...['--out', 'key.json', '--jwks', 'jwks.json'],
      ],
    });
    expect(code).toBe(0);
    await workspace.run(
      ...['issue', '--key', 'key.json', '--out', 'license.json'],
      ...ORDER_OPTIONS,
    );
    const verified = await workspace.run(
      ...['verify', 'license.json', '--jwks', 'jwks.json'],
    );
    expect(verified.code).toBe(0);
  });

  it('takes the key from the standard input', async () => {
    const workspace = await Workspace.create();
    const input = await workspace.read('signing-key.json');
    const { code, stdout } = await workspace.runWith(
      { input },
      ...['issue', '--key', '-', ...ORDER_OPTIONS],
    );
    expect(code).toBe(0);
    expect((await workspace.check(stdout)).verified?.document).toMatchObject(
      ORDER,
    );
  });

  it('warns of a key that others may read', async () => {
    const made = await attempt({
      args: ['issue', '--key', 'open.json', ...ORDER_OPTIONS],
      prepare: async workspace => {
        await workspace.write({ 'open.json': workspace.keys.privateJwk });
        await workspace.chmod('open.json', 0o644);
      },
    });
    expect(made.stderr).toContain('chmod 600 open.json');
    await issuedBy(made);
  });

  it('notes what a portal would warn of', async () => {
    const made = await attempt({
      args: [...ISSUE, ...ORDER_OPTIONS, '--valid-from', '2190-01-01'],
    });
    expect(made.stderr).toMatch(/^Note: The license begins in \d+ days\.$/m);
    await issuedBy(made);
  });

  describe('writes nothing in a dry run', () => {
    const CASES: (Scene & { what: string })[] = [
      { what: 'with a key', args: [...ISSUE, ...ORDER_OPTIONS, '--dry-run'] },
      {
        what: 'without a key',
        args: ['issue', ...ORDER_OPTIONS, '--dry-run'],
      },
    ];
    const made = attemptAll(CASES, one => one);

    it.each(CASES)('$what', one => {
      const { code, stdout, stderr, before, after } = made(one);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Product +NX$/m);
      expect(stdout).not.toContain('signature');
      expect(stderr).toContain('Nothing was written.');
      expect(after).toEqual(before);
    });
  });

  describe('refuses, and writes nothing, for', () => {
    const CASES: (Scene & { what: string; message: string | RegExp })[] = [
      {
        what: 'a file that is there',
        files: { 'license.json': 'precious' },
        args: [...ISSUE, ...ORDER_OPTIONS, '--out', 'license.json'],
        message:
          'license.json is there already and is not overwritten; choose another name or move it away.',
      },
      {
        what: 'a dry run for a file that is there',
        files: { 'license.json': 'precious' },
        args: [
          ...ISSUE,
          ...ORDER_OPTIONS,
          ...['--out', 'license.json', '--dry-run'],
        ],
        message: /^license\.json is there already/,
      },
      {
        what: 'no key',
        args: ['issue', ...ORDER_OPTIONS, '--out', 'license.json'],
        message:
          'There is no key to sign with; name the file of the private key with --key.',
      },
      {
        what: 'a key that is not there',
        args: ['issue', '--key', 'no.json', ...ORDER_OPTIONS],
        message: /^no\.json cannot be read: there is no such file; .*\.$/,
      },
      {
        what: 'a key that is none',
        files: { 'key.json': 'none' },
        args: ['issue', '--key', 'key.json', ...ORDER_OPTIONS],
        message: /^The signing key .* JSON.*; use the file of the private key/,
      },
      {
        what: 'the public key set, without a warning of those who may read it',
        args: ['issue', '--key', 'jwks.json', ...ORDER_OPTIONS],
        prepare: async workspace => {
          await workspace.write({
            'jwks.json': { keys: [workspace.keys.publicJwk] },
          });
          await workspace.chmod('jwks.json', 0o644);
        },
        message: /^[^\n]*private key[^\n]*$/,
      },
      {
        what: 'a public key',
        args: ['issue', '--key', 'public.json', ...ORDER_OPTIONS],
        prepare: workspace =>
          workspace.write({ 'public.json': workspace.keys.publicJwk }),
        message:
          'The signing key vendor-1 is a public key; use the private key that belongs to it.',
      },
      {
        what: 'members and orders from one standard input',
        input: '{}',
        args: [...ISSUE, '--batch', '-', '-', '--out-dir', 'licenses'],
        message: /^Only one thing can come from the standard input; .*\.$/,
      },
      {
        what: 'a license that was issued already',
        files: { 'members.json': { ...ORDER, signature: 'none' } },
        args: [...ISSUE, 'members.json'],
        message:
          /^members\.json holds a license that was issued already; .*--renew.*\.$/,
      },
      {
        what: 'earlier keys without a renewal',
        args: [...ISSUE, ...ORDER_OPTIONS, '--jwks', 'trusted-keys.json'],
        message: /^Earlier public keys are only looked at with --renew; .*\.$/,
      },
      {
        what: 'an option that is given twice',
        args: [...ISSUE, ...ORDER_OPTIONS, '--max-users', '3'],
        message: /^Option '--max-users <seats>' .* It is given twice; .*\.$/,
      },
      {
        what: 'an option that is not known',
        args: [...ISSUE, ...ORDER_OPTIONS, '--max-user', '3'],
        message: /^Unknown option '--max-user'; .* issue --help\.$/,
      },
      {
        what: 'two files of members',
        args: [...ISSUE, 'a.json', 'b.json'],
        message: /^Too many arguments\b[^;]*[^.;]; .* issue --help\.$/,
      },
      {
        what: 'a folder without --batch',
        args: [...ISSUE, ...ORDER_OPTIONS, '--out-dir', 'licenses'],
        message: /^A single license goes to --out, .*\.$/,
      },
    ];
    const made = attemptAll(CASES, one => one);

    it.each(CASES)('$what', one => {
      expect(effectOf(made(one))).toEqual(refusal(one.message));
    });
  });
});
