import { mockServices } from '@backstage/backend-test-utils';
import { createSigningKey } from '@thetasecure/backstage-plugin-license-node';
import { createPublicKey, generateKeyPairSync, JsonWebKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentVerifier } from './DocumentVerifier';
import { SourceReader } from './SourceReader';
import { readTrustedKeys } from './trustedKeys';

const pemOf = (jwk: object) =>
  createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    .export({ format: 'pem', type: 'spki' })
    .toString();

describe('trusted keys', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'key-ring-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function write(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  it('takes JWKs and PEM from the configuration, from files and from code', async () => {
    const jwks = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(
        async kid => (await createSigningKey({ kid })).publicJwk,
      ),
    );
    const pems = jwks.map(jwk => ({ kid: jwk.kid, pem: pemOf(jwk) }));
    const file = await write(
      'keys.json',
      // As some editors save it.
      `\uFEFF${JSON.stringify({ keys: [jwks[2], pems[3]] })}`,
    );
    const keys = await readTrustedKeys(
      { keys: [jwks[0], pems[1]], files: [file] },
      [jwks[4], pems[5]],
    );
    expect(keys.ids).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    for (const jwk of jwks) {
      const expected = createPublicKey({ key: jwk as never, format: 'jwk' });
      expect(keys.get(jwk.kid!)!.publicKey.equals(expected)).toBe(true);
    }
  });

  const privatePem = () =>
    generateKeyPairSync('ed25519')
      .privateKey.export({ format: 'pem', type: 'pkcs8' })
      .toString();
  const weakPem = () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: `AQ${'A'.repeat(41)}` };
    return pemOf(jwk);
  };

  it.each([
    ['a private key', privatePem, 'is a private or symmetric key: put the'],
    ['a weak key', weakPem, 'is a weak one'],
  ])('does not begin with %s, wherever it is', async (_, makePem, reason) => {
    const key = { kid: 'vendor-1', pem: makePem() };
    const file = await write('bad.json', JSON.stringify({ keys: [key] }));
    const refused = (place: string) => `The key vendor-1 in ${place} ${reason}`;
    await expect(
      readTrustedKeys({ keys: [key], files: [] }, []),
    ).rejects.toThrow(refused('license.trustedKeys.keys[0]'));
    await expect(
      readTrustedKeys({ keys: [], files: [file] }, []),
    ).rejects.toThrow(refused('license.trustedKeys.files[0]'));
    await expect(
      readTrustedKeys({ keys: [], files: [] }, [key]),
    ).rejects.toThrow(refused('a backend module (addTrustedKeys)'));
  });

  it('keeps its keys if a file has a private one at refresh', async () => {
    const { publicJwk } = await createSigningKey({ kid: 'vendor-1' });
    const file = await write(
      'keys.json',
      JSON.stringify({ keys: [publicJwk] }),
    );
    const readKeys = async () =>
      readTrustedKeys({ keys: [], files: [file] }, []);
    const sources = new SourceReader(await readKeys(), {
      readKeys,
      config: { files: [], documents: [], revocations: { files: [] } },
      verifier: new DocumentVerifier({}),
      logger: mockServices.logger.mock(),
    });
    const pem = privatePem();
    await write('keys.json', JSON.stringify({ keys: [{ kid: 'x', pem }] }));
    await expect(sources.refreshKeys()).rejects.toThrow(
      /^The key x in license.trustedKeys.files\[0\] is a private .+ The keys in use stay\.$/,
    );
    expect(sources.keys.ids).toEqual(['vendor-1']);
  });
});
