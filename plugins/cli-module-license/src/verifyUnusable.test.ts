import { createSigningKey } from '@thetasecure/backstage-plugin-license-file';
import { licenseMembers, revocationList } from './__testUtils__/licenses';
import {
  attempt,
  attemptAll,
  effectOf,
  refusal,
  Scene,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const VERIFY = ['verify', 'license.json', '--jwks', 'trusted-keys.json'];

useWorkspaces();

const signLicense = async (workspace: Workspace) =>
  workspace.write({
    'license.json': await workspace.signLicense(licenseMembers()),
  });

describe('verify ends with 2, and says what to do, for', () => {
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    {
      what: 'a file that is not there',
      args: ['verify', 'no.json', '--jwks', 'trusted-keys.json'],
      message: /^no\.json cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'a folder',
      args: ['verify', '.', '--jwks', 'trusted-keys.json'],
      message: /^\. cannot be read: it is a folder; .*\.$/,
    },
    {
      what: 'no file of keys',
      args: ['verify', 'license.json'],
      message: /^Required option '--jwks <file>' .* verify --help\.$/,
    },
    {
      what: 'a file of keys that is not there',
      args: ['verify', 'license.json', '--jwks', 'no.json'],
      message: /^no\.json cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'a file of keys that is none',
      files: { 'keys.json': 'none' },
      args: ['verify', 'license.json', '--jwks', 'keys.json'],
      message: /^The key set in keys\.json is not valid JSON .*; .*$/,
    },
    {
      what: 'a key that is no key set',
      args: ['verify', 'license.json', '--jwks', 'public.json'],
      prepare: async workspace => {
        await signLicense(workspace);
        await workspace.write({ 'public.json': workspace.keys.publicJwk });
      },
      message: /^The key set in public\.json has no list "keys"; .*$/,
    },
    {
      what: 'a private key among those to trust',
      args: ['verify', 'license.json', '--jwks', 'private.json'],
      prepare: async workspace => {
        await signLicense(workspace);
        await workspace.write({
          'private.json': { keys: [workspace.keys.privateJwk] },
        });
      },
      message:
        /^The key vendor-1 in private\.json is a private or symmetric key: .*\.$/,
    },
    {
      what: 'two keys of one id',
      args: [...VERIFY, '--jwks', 'other.json'],
      prepare: async workspace => {
        await signLicense(workspace);
        const { publicJwk } = await createSigningKey({ kid: 'vendor-1' });
        await workspace.write({ 'other.json': { keys: [publicJwk] } });
      },
      message:
        /^The key id vendor-1 is there twice, in trusted-keys\.json and in other\.json; .*\.$/,
    },
    ...['2027-02-30T00:00:00Z', ''].map(at => ({
      what: `the instant ${JSON.stringify(at)}`,
      args: [...VERIFY, '--at', at],
      prepare: signLicense,
      message: /^--at is no instant; write one such as .*\.$/,
    })),
    {
      what: 'an option about licenses, of a revocation list',
      args: [...VERIFY, '--at', 'now'],
      prepare: async workspace =>
        workspace.write({
          'license.json': await workspace.signRevocationList(revocationList()),
        }),
      message: /^This is a revocation list: .* leave out .*\.$/,
    },
    {
      what: 'an option that is not known',
      args: [...VERIFY, '--strict'],
      message: /^Unknown option '--strict'; .* verify --help\.$/,
    },
    {
      what: 'a key in place of a license',
      args: ['verify', 'signing-key.json', '--jwks', 'trusted-keys.json'],
      message: /^signing-key\.json holds a key, not a license; .*\.$/,
    },
    {
      what: 'a revocation list that was edited',
      args: [...VERIFY, '--revocations', 'list.json'],
      prepare: async workspace => {
        await signLicense(workspace);
        const text = await workspace.signRevocationList(revocationList());
        await workspace.write({
          'list.json': { ...JSON.parse(text), revoked: [] },
        });
      },
      message:
        /^list\.json is no revocation list to go by\. The signature does not fit: .*\.$/,
    },
    {
      what: 'a revocation list that is not there',
      args: [...VERIFY, '--revocations', 'no.json'],
      prepare: signLicense,
      message: /^no\.json cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'license and keys from one standard input',
      input: '{"keys":[]}',
      args: ['verify', '-', '--jwks', '-'],
      message: /^Only one thing can come from the standard input; .*\.$/,
    },
  ];
  // Of most cases it does not matter what the license is, only that it is there.
  const made = attemptAll(CASES, ({ prepare = signLicense, ...one }) => ({
    ...one,
    prepare,
  }));

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });

  it('a command that is not known, as 1 would say that a license is bad', async () => {
    const { code } = await attempt({
      args: ['verfy', 'license.json', '--jwks', 'trusted-keys.json'],
    });
    expect(code).toBe(2);
  });
});
