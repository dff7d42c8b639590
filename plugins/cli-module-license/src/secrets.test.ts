import { LICENSE_KEY, licenseMembers, ORDER } from './__testUtils__/licenses';
import { Outcome } from './__testUtils__/runCommand';
import {
  effectOf,
  attempt,
  refusal,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const PASSPHRASE = 'correct horse battery';
const BAD_KEY = 'nx-9w3r-5tqz-not-good';
const KEY = ['--key', 'signing-key.json'];
const SEALED = ['--key', 'sealed.json', '--passphrase-file', 'passphrase'];

useWorkspaces();

describe('no private key, passphrase or license key is shown by', () => {
  /** They make what the others work with. */
  const FIRST: string[][] = [
    ['keys', 'create', '--out', 'a.json', '--jwks', 'b.json'],
    [
      ...['keys', 'create', '--passphrase-file', 'passphrase'],
      ...['--out', 'sealed.json', '--jwks', 'sealed-keys.json'],
    ],
    ['issue', ...KEY, 'members.json', '--out', 'license.json'],
    ['issue', ...SEALED, 'members.json', '--out', 'sealed-license.json'],
    ['revoke', ...KEY, '--list', 'list.json', '--create', 'LIC-1'],
  ];
  /** Good ones and bad ones of every command. */
  const OTHERS: string[][] = [
    ['issue', ...KEY, 'members.json', '--max-users', '0'],
    ['issue', ...KEY, 'bad-key.json'],
    ['issue', ...KEY, 'broken.json'],
    ['issue', ...KEY, 'members.json', `--license-key=${LICENSE_KEY}`],
    ['issue', ...KEY, 'members.json', `--passphrase=${PASSPHRASE}`],
    ['issue', '--key', 'passphrase', 'members.json'],
    [
      ...['issue', '--key', 'sealed.json', 'members.json'],
      ...['--passphrase-file', 'signing-key.json'],
    ],
    ['issue', ...KEY, '--renew', 'license.json', '--out', 'renewed.json'],
    ['issue', ...KEY, '--batch', 'orders.csv', '--out-dir', 'licenses'],
    ['issue', ...KEY, '--batch', 'bad-orders.csv', '--out-dir', 'bad'],
    ['issue', ...KEY, '--batch', 'signing-key.json', '--out-dir', 'bad'],
    ['issue', ...KEY, 'members.json', '--dry-run'],
    ['inspect', 'license.json'],
    ['inspect', 'license.json', '--json'],
    ['inspect', 'sealed.json'],
    ['inspect', 'members.json'],
    ['verify', 'license.json', '--jwks', 'trusted-keys.json'],
    ['verify', 'license.json', '--jwks', 'trusted-keys.json', '--json'],
    ['verify', 'license.json', '--jwks', 'sealed-keys.json'],
    ['verify', 'license.json', '--jwks', 'signing-key.json'],
    ['verify', 'license.json', '--jwks', 'private-keys.json'],
    [
      'revoke',
      ...SEALED,
      '--list',
      'list.json',
      '--jwks',
      'trusted-keys.json',
      'LIC-2',
    ],
    ['revoke', ...KEY, '--list', 'signing-key.json', 'LIC-2'],
    ['checkpoint', 'verify', 'signing-key.json', 'license.json'],
  ];
  const LINES = [...FIRST, ...OTHERS];
  const outcomes = new Map<string[], Outcome>();
  let secrets: Record<string, string>;

  beforeAll(async () => {
    const workspace = await Workspace.create({
      passphrase: `${PASSPHRASE}\n`,
      'members.json': licenseMembers(),
      'bad-key.json': { ...ORDER, licenseKey: BAD_KEY },
      'broken.json': `{"licenseKey":"${LICENSE_KEY}",}`,
      'orders.csv': [
        'licenseId,licenseKey,product,maxUsers,customer.name,customer.email',
        `LIC-1,${LICENSE_KEY},NX,10,Example Corp,it@example.com`,
      ].join('\n'),
      'bad-orders.csv': [
        'licenseId,licenseKey,product,maxUsers,customer.name,customer.email',
        `LIC-1,${BAD_KEY},NX,10,Example Corp,it@example.com`,
        `LIC-2,${LICENSE_KEY},NX,0,Example Corp,it@example.com`,
      ].join('\n'),
    });
    const { privateJwk } = workspace.keys;
    await workspace.write({ 'private-keys.json': { keys: [privateJwk] } });
    secrets = {
      'the private key': String(privateJwk.d),
      'the passphrase': PASSPHRASE,
      'the license key': LICENSE_KEY,
      'a license key that is none': BAD_KEY,
    };
    for (const line of FIRST) {
      outcomes.set(line, await workspace.run(...line));
    }
    await Promise.all(
      OTHERS.map(async line => {
        outcomes.set(line, await workspace.run(...line));
      }),
    );
    const { d } = await workspace.readJson('a.json');
    secrets['a new private key'] = String(d);
  });

  it.each(LINES.map(line => ({ line, name: line.join(' ') })))(
    '$name',
    ({ line }) => {
      const { stdout, stderr } = outcomes.get(line)!;
      const shown = Object.entries(secrets).filter(([, secret]) =>
        (stdout + stderr).includes(secret),
      );
      expect(shown.map(([name]) => name)).toEqual([]);
    },
  );

  it('runs of which some end well and some do not', () => {
    const codes = [...outcomes.values()].map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set([0, 1, 2]));
  });
});

it('shows the license key in the file that it prints, and nowhere else', async () => {
  const { stdout, stderr } = await attempt({
    files: { 'members.json': licenseMembers() },
    args: ['issue', ...KEY, 'members.json'],
  });
  expect(JSON.parse(stdout).licenseKey).toBe(LICENSE_KEY);
  expect(stderr).not.toContain(LICENSE_KEY);
});

it('puts no private key into a license, if somebody names its file for that of the members', async () => {
  const made = await attempt({
    args: [
      ...['issue', ...KEY, 'signing-key.json', '--product', 'NX'],
      ...['--max-users', '1', '--customer-name', 'Example Corp'],
      ...['--customer-email', 'it@example.com', '--out', 'license.json'],
    ],
  });
  expect(effectOf(made)).toEqual(
    refusal(/^signing-key\.json holds a key\b.*\.$/),
  );
});
