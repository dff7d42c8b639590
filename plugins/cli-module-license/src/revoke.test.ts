import { JsonObject } from '@backstage/types';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import { createSigningKey } from '@thetasecure/backstage-plugin-license-file';
import { day, revocationList, todayIn } from './__testUtils__/licenses';
import {
  attempt,
  attemptAll,
  effectOf,
  refusal,
  Scene,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const REVOKE = ['revoke', '--key', 'signing-key.json', '--list', 'list.json'];

useWorkspaces();

/** Signs a list with the key of the folder. */
const signed =
  (members: JsonObject): Scene['prepare'] =>
  async workspace =>
    workspace.write({
      'list.json': await workspace.signRevocationList(members),
    });

/** What the list says, unknown members too; it must be one that a portal takes. */
async function listIn(workspace: Workspace, name = 'list.json') {
  const { checks, verified } = await workspace.checkRevocationList(
    await workspace.read(name),
  );
  expect(checks.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass']);
  return verified?.facts as RevocationList | undefined;
}

describe('revoke', () => {
  it('begins a list with sequence 1, for everybody to read', async () => {
    const { workspace, code, stdout, stderr } = await attempt({
      args: [...REVOKE, '--create', 'LIC-1', 'LIC-2'],
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('Wrote list.json with sequence 1');
    expect(await listIn(workspace)).toEqual({
      format: 'thetasecure-revocations/1',
      sequence: 1,
      issuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      revoked: ['LIC-1', 'LIC-2'].map(licenseId => ({
        licenseId,
        revokedAt: todayIn('UTC'),
      })),
    });
    expect(await workspace.modeOf('list.json')).toBe('644');
  });

  it('adds to a list with the next sequence, and keeps what is in it', async () => {
    const old = revocationList({
      sequence: 41,
      revoked: [
        {
          licenseId: 'LIC-1',
          revokedAt: day(-9),
          reason: 'Never paid.',
          ticket: 7,
        },
      ],
      note: { by: 'x' },
    });
    const { workspace, code, after } = await attempt({
      args: [
        ...[...REVOKE, 'LIC-2', '--reason', 'Sold again'],
        ...['--revoked-at', '2026-05-01'],
      ],
      prepare: signed(old),
    });
    expect(code).toBe(0);
    const list = await listIn(workspace);
    expect(list).toEqual({
      ...old,
      sequence: 42,
      issuedAt: expect.any(String),
      revoked: [
        ...(old.revoked as JsonObject[]),
        {
          licenseId: 'LIC-2',
          revokedAt: '2026-05-01',
          reason: 'Sold again',
        },
      ],
    });
    expect(Date.parse(list?.issuedAt ?? '')).toBeGreaterThan(
      Date.parse(String(old.issuedAt)),
    );
    expect(Object.keys(after)).toEqual([
      'list.json',
      'signing-key.json',
      'trusted-keys.json',
    ]);
  });

  it('goes on with a list of an earlier key, if that is named', async () => {
    const { privateJwk, publicJwk } = await createSigningKey({
      kid: 'vendor-0',
    });
    const workspace = await Workspace.create({
      'earlier-key.json': privateJwk,
      'earlier.json': { keys: [publicJwk] },
    });
    await workspace.run(
      ...['revoke', '--key', 'earlier-key.json', '--list', 'list.json'],
      ...['--create', 'LIC-1'],
    );
    const before = await workspace.contents();

    const refused = await workspace.run(...REVOKE, 'LIC-2');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/vendor-0.* --jwks\.$/m);
    expect(await workspace.contents()).toEqual(before);

    await workspace.run(...REVOKE, 'LIC-2', '--jwks', 'earlier.json');
    expect(await listIn(workspace)).toMatchObject({ sequence: 2 });
  });

  it('takes a license off the list that was revoked by mistake', async () => {
    const { workspace, code } = await attempt({
      args: [...REVOKE, '--remove', 'LIC-1'],
      prepare: signed(revocationList({ sequence: 41 })),
    });
    expect(code).toBe(0);
    expect(await listIn(workspace)).toMatchObject({
      sequence: 42,
      revoked: [],
    });
  });

  it('loses nothing when two commands change one list', async () => {
    const workspace = await Workspace.create();
    await workspace.write({
      'list.json': await workspace.signRevocationList(
        revocationList({ sequence: 41, revoked: [] }),
      ),
    });
    const ids = ['LIC-1', 'LIC-2', 'LIC-3'];
    const runs = await Promise.all(
      ids.map(async id => ({ id, ...(await workspace.run(...REVOKE, id)) })),
    );
    const done = runs.filter(({ code }) => code === 0).map(({ id }) => id);
    const list = await listIn(workspace);
    expect(list?.sequence).toBe(41 + done.length);
    expect(list?.revoked.map(({ licenseId }) => licenseId).sort()).toEqual(
      done,
    );
    const refused = runs.filter(({ code }) => code !== 0);
    for (const { code, stderr } of refused) {
      expect(code).toBe(2);
      expect(stderr.trim()).toMatch(
        /^list\.json is being changed by another command; .*\.$/,
      );
    }
  });

  it('replaces what a symbolic link leads to, and keeps its mode', async () => {
    const { workspace, code } = await attempt({
      args: [...REVOKE, 'LIC-2'],
      prepare: async one => {
        await one.write({
          'published/list.json': await one.signRevocationList(revocationList()),
        });
        await one.chmod('published/list.json', 0o640);
        await symlink('published/list.json', join(one.folder, 'list.json'));
      },
    });
    expect(code).toBe(0);
    expect(await workspace.modeOf('published/list.json')).toBe('640');
    expect(await listIn(workspace, 'published/list.json')).toMatchObject({
      sequence: 2,
    });
    expect(await listIn(workspace)).toMatchObject({ sequence: 2 });
  });

  it.each([
    {
      what: 'of a new list',
      args: [...REVOKE, '--create', 'LIC-9', '--dry-run'],
    },
    {
      what: 'of a list',
      args: [...REVOKE, 'LIC-9', '--dry-run'],
      prepare: signed(revocationList()),
    },
  ])('writes nothing in a dry run $what', async scene => {
    const made = await attempt(scene);
    expect(made.code).toBe(0);
    expect(made.stderr).toMatch(/sequence \d\. Nothing was written\.$/m);
    expect(made.after).toEqual(made.before);
  });
});

describe('revoke refuses, and leaves everything as it is, for', () => {
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    {
      what: 'a license that is on the list',
      args: [...REVOKE, 'LIC-2', 'LIC-1'],
      prepare: signed(revocationList()),
      message: /^The license LIC-1 is on the list already; leave it out\.$/,
    },
    {
      what: 'a license that is named twice',
      args: [...REVOKE, '--create', 'LIC-1', 'LIC-1'],
      message: /^The license LIC-1 is .*\.$/,
    },
    {
      what: 'a license that is to be taken off, and is not on it',
      args: [...REVOKE, '--remove', 'LIC-2'],
      prepare: signed(revocationList()),
      message: /^The license LIC-2 is not on the list; .*\.$/,
    },
    {
      what: 'a reason to take a license off',
      args: [...REVOKE, '--remove', 'LIC-1', '--reason', 'Paid'],
      prepare: signed(revocationList()),
      message: /^With --remove .*\.$/,
    },
    {
      what: 'the standard input in place of a list',
      args: ['revoke', '--key', 'signing-key.json', '--list', '-', 'LIC-1'],
      message: /^The list is replaced by the next, .*\.$/,
    },
    {
      what: 'an earlier key that is private',
      args: [...REVOKE, '--jwks', 'private.json', 'LIC-2'],
      prepare: async workspace => {
        await signed(revocationList())?.(workspace);
        await workspace.write({
          'private.json': { keys: [workspace.keys.privateJwk] },
        });
      },
      message: /^The key vendor-1 in private\.json is a private .*\.$/,
    },
    {
      what: 'an earlier key that has the id of the signing key',
      args: [...REVOKE, '--jwks', 'other.json', 'LIC-2'],
      prepare: async workspace => {
        await signed(revocationList())?.(workspace);
        const { publicJwk } = await createSigningKey({ kid: 'vendor-1' });
        await workspace.write({ 'other.json': { keys: [publicJwk] } });
      },
      message: /^The key id vendor-1 is there twice, .*\.$/,
    },
    {
      what: 'a list that was edited after it was signed',
      args: [...REVOKE, 'LIC-2'],
      prepare: async workspace => {
        const text = await workspace.signRevocationList(revocationList());
        await workspace.write({
          'list.json': { ...JSON.parse(text), revoked: [] },
        });
      },
      message:
        /^What list\.json says is not signed anew\. The signature does not fit: .*; use the file as it was issued\.$/,
    },
    {
      what: 'a list that is not there',
      args: [...REVOKE, 'LIC-2'],
      message: /^list\.json cannot be read: there is no such file; .*\.$/,
    },
    {
      what: 'a new list in place of one that is there',
      args: [...REVOKE, '--create', 'LIC-2'],
      prepare: signed(revocationList()),
      message: /^list\.json is there already and is not overwritten; .*\.$/,
    },
    {
      what: 'a dry run of a new list in place of one that is there',
      args: [...REVOKE, '--create', 'LIC-2', '--dry-run'],
      prepare: signed(revocationList()),
      message: /^list\.json is there already and is not overwritten; .*\.$/,
    },
    ...['2026-02-30', ''].map(date => ({
      what: `the day ${JSON.stringify(date)}`,
      args: [...REVOKE, '--create', 'LIC-2', '--revoked-at', date],
      message: /^The member "revoked\[0\]\.revokedAt" must be .*\.$/,
    })),
    {
      what: 'a reason of two lines',
      args: [...REVOKE, '--create', 'LIC-2', '--reason', 'one\ntwo'],
      message: /^The member "revoked\[0\]\.reason" must not .*\.$/,
    },
    {
      what: 'what is no id',
      args: [...REVOKE, '--create', 'LIC 2'],
      message: /^The member "revoked\[0\]\.licenseId" must be .*\.$/,
    },
    {
      what: 'no license',
      args: [...REVOKE, '--create'],
      message: /^Missing required argument 'licenseId'; .* revoke --help\.$/,
    },
    {
      what: 'no key',
      args: ['revoke', '--list', 'list.json', '--create', 'LIC-1'],
      message: /^Required option '--key <file>' .* revoke --help\.$/,
    },
    {
      what: 'a public key',
      args: [
        ...['revoke', '--key', 'public.json', '--list', 'list.json'],
        ...['--create', 'LIC-1'],
      ],
      prepare: workspace =>
        workspace.write({ 'public.json': workspace.keys.publicJwk }),
      message: /^The signing key vendor-1 is a public key; .*\.$/,
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });
});
