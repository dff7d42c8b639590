import { calculateJwkThumbprint, compactDecrypt, JWK } from 'jose';
import {
  checkLicenseFile,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-file';
import { parse } from 'yaml';
import { ORDER_OPTIONS } from './__testUtils__/licenses';
import { runOnTerminal } from './__testUtils__/runCommand';
import {
  attempt,
  attemptAll,
  effectOf,
  madeAhead,
  refusal,
  Scene,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const PASSPHRASE = 'correct horse battery';
const CREATE = ['keys', 'create', '--out', 'key.json', '--jwks', 'jwks.json'];
const ISSUE = ['issue', '--key', 'key.json', ...ORDER_OPTIONS];

/** How the passphrase of a key reaches the program. */
interface Way {
  by: string;
  env?: Record<string, string>;
  options?: string[];
}

useWorkspaces();

const decodeHeader = (jwe: string) =>
  JSON.parse(Buffer.from(jwe.split('.')[0], 'base64url').toString('utf8'));

async function decrypt(jwe: string, passphrase: string): Promise<JWK> {
  const { plaintext } = await compactDecrypt(
    jwe.trim(),
    Buffer.from(passphrase),
    {
      keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
      maxPBES2Count: 10_000_000,
    },
  );
  return JSON.parse(Buffer.from(plaintext).toString('utf8'));
}

describe('keys create', () => {
  describe.each([
    {
      curve: 'Ed25519',
      options: [],
      kind: { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' },
    },
    {
      curve: 'P-256',
      options: ['--curve', 'P-256'],
      kind: { kty: 'EC', crv: 'P-256', alg: 'ES256' },
    },
  ])('on $curve', ({ options, kind }) => {
    const run = attemptAll(['create'], () => ({
      args: [...CREATE, ...options],
    }));
    const made = () => run('create');
    const readKey = () => made().workspace.readJson('key.json');
    const readJwks = async () =>
      (await made().workspace.readJson('jwks.json')) as unknown as {
        keys: JWK[];
      };

    it('writes a private key that nobody else may read', async () => {
      expect(made().code).toBe(0);
      expect(await readKey()).toMatchObject({ ...kind, d: expect.any(String) });
      expect(await made().workspace.modeOf('key.json')).toBe('600');
    });

    it('writes the public key without anything private', async () => {
      const { d: _, ...publicJwk } = await readKey();
      expect(await readJwks()).toEqual({ keys: [publicJwk] });
    });

    it('takes the thumbprint for the id', async () => {
      const [key] = (await readJwks()).keys;
      expect(key.kid).toBe(await calculateJwkThumbprint(key));
    });

    it('says which files it wrote', () => {
      expect(made().stderr).toContain('Private key: key.json.');
      expect(made().stderr).toContain('Public key: jwks.json');
    });

    it('prints lines for app-config.yaml that trust what the key signs', async () => {
      const { license } = parse(made().stdout);
      expect(license).toEqual({ trustedKeys: await readJwks() });

      const issued = await made().workspace.run(...ISSUE);
      const keys = await TrustedKeys.create(
        license.trustedKeys.keys.map((jwk: unknown) => ({
          jwk,
          source: 'app-config.yaml',
        })),
      );
      const { verified } = await checkLicenseFile(
        Buffer.from(issued.stdout),
        keys,
      );
      expect(verified?.document.product).toBe('NX');
    });
  });

  it('takes the id and the names that are given', async () => {
    const { code, workspace } = await attempt({
      args: [
        ...['keys', 'create', '--kid', 'portal-2026-1'],
        ...['--out', 'a.json', '--jwks', 'b.json'],
      ],
    });
    expect(code).toBe(0);
    expect(await workspace.readJson('a.json')).toMatchObject({
      kid: 'portal-2026-1',
    });
    expect(await workspace.readJson('b.json')).toMatchObject({
      keys: [{ kid: 'portal-2026-1' }],
    });
  });

  describe('refuses, and writes nothing, for', () => {
    const CASES: (Scene & { what: string; message: string | RegExp })[] = [
      {
        what: 'a private key that is there',
        files: { 'key.json': 'precious' },
        args: CREATE,
        message:
          'key.json is there already and is not overwritten; choose another name or move it away.',
      },
      {
        what: 'a public key that is there',
        files: { 'jwks.json': 'precious' },
        args: CREATE,
        message: /^jwks\.json is there already and is not overwritten; .*\.$/,
      },
      {
        what: 'a private key that is there, before it asks for a passphrase',
        files: { 'key.json': 'precious' },
        args: [...CREATE, '--encrypt'],
        message: /^key\.json is there already/,
      },
      {
        what: 'one file for both keys',
        args: ['keys', 'create', '--out', 'a.json', '--jwks', 'a.json'],
        message: /^The two keys cannot share a file; .*\.$/,
      },
      {
        what: 'a public key in a folder that is not there',
        args: ['keys', 'create', '--out', 'a.json', '--jwks', 'no/b.json'],
        message: /^no\/b\.json cannot be written: .*\.$/,
      },
      {
        what: 'a private key in a folder that is not there',
        args: ['keys', 'create', '--out', 'no/a.json', '--jwks', 'b.json'],
        message: /^no\/a\.json cannot be written: .*\.$/,
      },
      ...['two words', ''].map(kid => ({
        what: `the id ${JSON.stringify(kid)}`,
        args: [...CREATE, '--kid', kid],
        message: /^A key id must be 1 to 128 letters, .*\.$/,
      })),
      {
        what: 'another curve',
        args: [...CREATE, '--curve', 'P-384'],
        message: /P-384.* Ed25519, P-256\b/,
      },
      {
        what: 'a passphrase that is short but for its line break',
        files: { passphrase: 'eleven char\r\n' },
        args: [...CREATE, '--passphrase-file', 'passphrase'],
        message: /^The passphrase is shorter than 12 characters; .*\.$/,
      },
      {
        what: 'an empty passphrase',
        args: [...CREATE, '--encrypt'],
        env: { LICENSE_KEY_PASSPHRASE: '' },
        message: /^The passphrase is shorter than 12 characters; .*\.$/,
      },
      {
        what: 'a file of a passphrase that is not there',
        args: [...CREATE, '--passphrase-file', 'nowhere'],
        message: /^nowhere cannot be read: there is no such file; .*\.$/,
      },
      {
        what: 'no passphrase, and no terminal to ask at',
        args: [...CREATE, '--encrypt'],
        message:
          'The signing key needs a passphrase and there is no terminal to ask for it; name a file with --passphrase-file, or set LICENSE_KEY_PASSPHRASE.',
      },
    ];
    const made = attemptAll(CASES, one => one);

    it.each(CASES)('$what', one => {
      expect(effectOf(made(one))).toEqual(refusal(one.message));
    });
  });
});

describe('a key with a passphrase', () => {
  const CASES = [
    {
      from: 'the environment',
      args: [...CREATE, '--encrypt'],
      env: { LICENSE_KEY_PASSPHRASE: PASSPHRASE },
    },
    {
      from: 'a file that ends with a line break',
      args: [...CREATE, '--passphrase-file', 'passphrase'],
      files: { passphrase: `${PASSPHRASE}\n` },
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('from $from is a JWE that it opens', async one => {
    const { workspace, code, stderr } = made(one);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('Private key: key.json (encrypted).'),
    });
    expect(await workspace.modeOf('key.json')).toBe('600');

    const jwe = await workspace.read('key.json');
    const { alg, enc, p2c } = decodeHeader(jwe);
    expect({ alg, enc }).toEqual({
      alg: 'PBES2-HS512+A256KW',
      enc: 'A256GCM',
    });
    expect(p2c).toBeGreaterThanOrEqual(210_000);

    const { d, ...publicJwk } = await decrypt(jwe, PASSPHRASE);
    expect(d).toEqual(expect.any(String));
    expect(await workspace.readJson('jwks.json')).toEqual({
      keys: [publicJwk],
    });
  });

  describe('signs', () => {
    let workspace: Workspace;
    beforeAll(async () => {
      workspace = await Workspace.create({
        right: PASSPHRASE,
        wrong: 'wrong horse battery',
      });
      await workspace.runWith(
        { env: { LICENSE_KEY_PASSPHRASE: PASSPHRASE } },
        ...CREATE,
        '--encrypt',
      );
    });

    const WRONG =
      'The passphrase does not open the signing key; use the one it was encrypted with.';
    const OPENED: Way[] = [
      { by: 'the environment', env: { LICENSE_KEY_PASSPHRASE: PASSPHRASE } },
      {
        by: 'a file, whatever the environment says,',
        options: ['--passphrase-file', 'right'],
        env: { LICENSE_KEY_PASSPHRASE: 'wrong horse battery' },
      },
    ];
    const CLOSED: (Way & { message: string })[] = [
      {
        by: 'a wrong passphrase of a file',
        options: ['--passphrase-file', 'wrong'],
        message: WRONG,
      },
      {
        by: 'an empty passphrase',
        env: { LICENSE_KEY_PASSPHRASE: '' },
        message: WRONG,
      },
      {
        by: 'no passphrase',
        message:
          'The signing key needs a passphrase and there is no terminal to ask for it; name a file with --passphrase-file, or set LICENSE_KEY_PASSPHRASE.',
      },
    ];
    const run = ({ env, options = [] }: Way) =>
      workspace.runWith({ env }, ...ISSUE, ...options);
    const opened = madeAhead(OPENED, run);
    const closed = madeAhead(CLOSED, run);

    it.each(OPENED)('when $by opens it', one => {
      const { code, stdout } = opened(one);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ product: 'NX' });
    });

    it.each(CLOSED)('nothing with $by', one => {
      const { code, stdout, stderr } = closed(one);
      expect({ code, stdout, error: stderr.trim() }).toEqual({
        code: 2,
        stdout: '',
        error: one.message,
      });
    });
  });
});

describe('on a terminal', () => {
  const FIRST = 'Passphrase for the new key: ';
  const SECOND = 'The same again: ';

  it('asks for a new passphrase twice and for that of a key once, and shows none of it', async () => {
    const workspace = await Workspace.create();
    const options = { cwd: workspace.folder };

    const made = await runOnTerminal(
      [
        [FIRST, `${PASSPHRASE}\r`],
        [SECOND, `${PASSPHRASE}\r`],
      ],
      [...CREATE, '--encrypt'],
      options,
    );
    expect(made.code).toBe(0);
    expect(made.stdout).toContain(FIRST);
    expect(made.stdout).toContain(SECOND);
    expect(made.stdout).not.toContain(PASSPHRASE);
    const jwe = await workspace.read('key.json');
    expect(await decrypt(jwe, PASSPHRASE)).toHaveProperty('d');

    const issued = await runOnTerminal(
      [['Passphrase of the signing key: ', `${PASSPHRASE}\r`]],
      [...ISSUE, '--out', 'license.json'],
      options,
    );
    expect(issued.code).toBe(0);
    expect(issued.stdout).not.toContain(PASSPHRASE);
    expect(await workspace.readJson('license.json')).toMatchObject({
      product: 'NX',
    });
  });

  it.each([
    {
      what: 'two different passphrases',
      answers: [
        [FIRST, `${PASSPHRASE}\r`],
        [SECOND, `${PASSPHRASE}!\r`],
      ],
      message: 'The two passphrases are not the same; nothing was written',
    },
    {
      what: 'a short passphrase',
      answers: [
        [FIRST, 'short\r'],
        [SECOND, 'short\r'],
      ],
      message: 'The passphrase is shorter than 12 characters',
    },
    {
      what: 'Ctrl-C instead of a passphrase',
      answers: [[FIRST, '\x03']],
      message: 'No passphrase was given; nothing was done',
    },
    {
      what: 'the end of the input instead of a passphrase',
      answers: [[FIRST, '\x04']],
      message: 'No passphrase was given; nothing was done',
    },
  ] as const)('refuses $what', async ({ answers, message }) => {
    const workspace = await Workspace.create();
    const before = await workspace.contents();
    const { code, stdout } = await runOnTerminal(
      answers,
      [...CREATE, '--encrypt'],
      { cwd: workspace.folder },
    );
    expect(stdout).toContain(message);
    expect(code).toBe(2);
    expect(await workspace.contents()).toEqual(before);
  });
});
