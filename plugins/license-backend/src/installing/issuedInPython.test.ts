import { JsonObject } from '@backstage/types';
import {
  createSigningKey,
  SigningKeyPair,
} from '@thetasecure/backstage-plugin-license-node';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { day, licenseDocument } from '../__testUtils__/Vendor';

const RECIPE = resolve(__dirname, '../../../../docs/issuing/issue.py');

function python(...args: string[]) {
  // -B: leaves nothing beside the script.
  const run = spawnSync('python3', ['-B', ...args], { encoding: 'utf8' });
  if (run.error) {
    throw new Error(
      `python3 does not run (${run.error.message}): install Python 3, which the recipe of docs/issuing.md needs`,
    );
  }
  return run;
}

/** The ways in which the recipe can sign on this machine: openssl is needed, the package is optional. */
const signers = ['openssl'];
if (spawnSync('python3', ['-c', 'import cryptography']).status === 0) {
  signers.push('cryptography');
}
const waysToSign = signers.flatMap(signer =>
  (['EdDSA', 'ES256'] as const).map(algorithm => ({ signer, algorithm })),
);

describeOnDatabases('a license that Python issued', newDatabase => {
  let backend: StartedBackend;
  let keys: Record<'EdDSA' | 'ES256', SigningKeyPair>;
  let folder: string;

  beforeEach(async () => {
    keys = {
      EdDSA: await createSigningKey(),
      ES256: await createSigningKey({ algorithm: 'ES256' }),
    };
    const publicJwks = Object.values(keys).map(({ publicJwk }) => publicJwk);
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { trustedKeys: { keys: publicJwks as never } },
    });
    folder = await mkdtemp(join(tmpdir(), 'issued-in-python-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await backend.stop();
  });

  const write = async (name: string, value: unknown) => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(value), { mode: 0o600 });
    return path;
  };
  const issue = async (
    members: JsonObject,
    jwk: unknown = keys.EdDSA.privateJwk,
    signer = 'openssl',
  ) =>
    python(
      RECIPE,
      '--with',
      signer,
      await write('key.json', jwk),
      await write('members.json', members),
    );

  it.each(waysToSign)(
    'is accepted, signed with $signer ($algorithm)',
    async ({ signer, algorithm }) => {
      const name = '例え株式会社 "Łódź" \\ <b>& 😀';
      const members = licenseDocument({
        licenseId: 'LIC-PY',
        customer: { name, email: 'it@example.com', contact: { vip: true } },
        maxUsers: 250,
        validUntil: day(100),
        note: { z: ['\u2028/', { '10': 1, '9': -2 }], a: '\b\f\u0001' },
      });
      const { stdout, stderr, status } = await issue(
        members,
        keys[algorithm].privateJwk,
        signer,
      );
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });

      const edited = stdout.replace('"maxUsers": 250', '"maxUsers": 900');
      const refused = await backend.post('/licenses', edited).expect(400);
      expect(refused.body.error.message).toContain('"signature"');

      const { body } = await backend.post('/licenses', stdout).expect(201);
      expect(body.license).toMatchObject({
        licenseId: 'LIC-PY',
        customer: { name, email: 'it@example.com' },
        maxUsers: 250,
        validUntil: day(100),
        status: 'active',
      });
      expect(body.after).toMatchObject({
        operatingMode: 'licensed',
        capacity: 250,
      });
    },
  );

  it.each<[string, JsonObject, string]>([
    ['null', { note: null }, 'a value is null or not a whole number'],
    ['a fraction', { note: 0.5 }, 'a number has a point or an exponent'],
    ['a name beyond ASCII', { Ä: 1 }, 'a member has a name that is not'],
  ])('is not made with %s in it', async (_, changes, reason) => {
    const run = await issue(licenseDocument(changes));
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(/^Nothing was signed: [^\n]*\.\n$/);
    expect(run.stderr).toContain(reason);
  });

  it('is not made with a public key', async () => {
    const run = await issue(licenseDocument(), keys.EdDSA.publicJwk);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('a private JWK is needed');
  });
});
