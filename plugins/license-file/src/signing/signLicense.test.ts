import { JsonObject } from '@backstage/types';
import { decodeProtectedHeader, JWK } from 'jose';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { bytesOf, licenseDocument, trust } from '../__testUtils__/licenses';
import { createSigningKey } from './createSigningKey';
import { signLicense } from './signLicense';

describe('signLicense', () => {
  it('writes the document as it is, and the signature last', async () => {
    const { privateJwk } = await createSigningKey();
    const document = licenseDocument({ zone: 'z', note: { a: [1] } });
    const text = await signLicense(document, privateJwk);
    const { signature, ...facts } = JSON.parse(text);
    expect(facts).toEqual(document);
    expect(text).toBe(
      `${JSON.stringify({ ...document, signature }, null, 2)}\n`,
    );
  });

  it.each(['EdDSA', 'ES256'] as const)(
    'names the key and %s, and nothing else',
    async algorithm => {
      const { privateJwk } = await createSigningKey({ algorithm, kid: 'k' });
      const { signature } = JSON.parse(
        await signLicense(licenseDocument(), privateJwk),
      );
      expect(decodeProtectedHeader(signature)).toEqual({
        alg: algorithm,
        kid: 'k',
      });
    },
  );

  it('signs with EdDSA if the key says Ed25519', async () => {
    const { privateJwk, publicJwk } = await createSigningKey();
    const text = await signLicense(licenseDocument(), {
      ...privateJwk,
      alg: 'Ed25519',
    });
    const { verified } = await checkLicenseFile(
      bytesOf(text),
      await trust(publicJwk),
    );
    expect(verified).toBeDefined();
    const { signature } = JSON.parse(text);
    expect(decodeProtectedHeader(signature).alg).toBe('EdDSA');
  });

  it('replaces a signature', async () => {
    const { privateJwk, publicJwk } = await createSigningKey();
    const old = { signature: 'old', ...licenseDocument({ maxUsers: 5 }) };
    const text = await signLicense(old, privateJwk);
    expect(text).not.toContain('old');
    const { verified } = await checkLicenseFile(
      bytesOf(text),
      await trust(publicJwk),
    );
    expect(verified?.document.maxUsers).toBe(5);
  });

  it('leaves the document alone', async () => {
    const { privateJwk } = await createSigningKey();
    const document = Object.freeze(licenseDocument());
    await signLicense(document, privateJwk);
    expect(document).toEqual(licenseDocument());
  });

  it.each<[string, JsonObject, string]>([
    [
      'a missing member',
      { product: undefined },
      'The member "product" is missing',
    ],
    [
      'a member against its rule',
      { maxUsers: 0 },
      'The member "maxUsers" must be a whole number from 1 to 10000000',
    ],
    [
      'a fraction',
      { maxUsers: 1.5 },
      'The license holds the member "maxUsers", which is not a whole number written with digits only (line 12, column 15)',
    ],
    [
      'a number that is none',
      { note: NaN },
      'The license holds a value that is null, which the format does not know (line 25, column 11)',
    ],
    [
      'null',
      { issuer: null },
      'The license holds the member "issuer", which is null, which the format does not know (line 23, column 13)',
    ],
    [
      'a name beyond ASCII',
      { Ä: 1 },
      'The license holds a member that has a name with characters other than printable ASCII (line 25, column 3)',
    ],
    [
      'too many levels',
      { a: [[[[[[[[1]]]]]]]] },
      'The license is nested more than 8 levels deep (line 32, column 17)',
    ],
    ['too much', { a: 'x'.repeat(65536) }, 'The license is larger than 64 KiB'],
  ])('refuses %s', async (_, changes, message) => {
    const { privateJwk } = await createSigningKey();
    await expect(
      signLicense(licenseDocument(changes), privateJwk),
    ).rejects.toThrow(expect.objectContaining({ name: 'InputError' }));
    await expect(
      signLicense(licenseDocument(changes), privateJwk),
    ).rejects.toThrow(message);
  });

  it('refuses what only the signature makes too large', async () => {
    const { privateJwk } = await createSigningKey();
    const room =
      64 * 1024 -
      `${JSON.stringify(licenseDocument({ a: '' }), null, 2)}\n`.length;
    await expect(
      signLicense(licenseDocument({ a: 'x'.repeat(room) }), privateJwk),
    ).rejects.toThrow('The file is larger than 64 KiB');
  });

  const UNUSABLE =
    'The signing key k is damaged; its private and public part do not make a key';

  it.each<[string, (key: JWK, other: JWK) => JWK, string]>([
    [
      'without id',
      key => ({ ...key, kid: undefined }),
      'The signing key has no usable "kid"; give it the one that its public key is trusted under',
    ],
    [
      'with an id that can be none',
      key => ({ ...key, kid: ' ' }),
      'The signing key has no usable "kid"; give it the one that its public key is trusted under',
    ],
    [
      'that is public',
      key => ({ ...key, d: undefined }),
      'The signing key k is a public key; use the private key that belongs to it',
    ],
    [
      'that is symmetric',
      () => ({ kty: 'oct', k: 'AAAA', kid: 'k' }),
      'The signing key k is of a kind that licenses are not signed with; use one on Ed25519 or P-256',
    ],
    [
      'on another curve',
      key => ({ ...key, crv: 'P-384' }),
      'The signing key k is of a kind that licenses are not signed with; use one on Ed25519 or P-256',
    ],
    [
      'with another algorithm',
      key => ({ ...key, alg: 'ES384' }),
      'The signing key k is of a kind that licenses are not signed with; use one on Ed25519 or P-256',
    ],
    ['without public part', key => ({ ...key, x: undefined }), UNUSABLE],
    ['with a private part that is none', key => ({ ...key, d: '!' }), UNUSABLE],
    [
      'with the public part of another',
      (key, other) => ({ ...key, x: other.x, y: other.y }),
      UNUSABLE,
    ],
  ])('refuses a key %s', async (_, change, message) => {
    for (const algorithm of ['EdDSA', 'ES256'] as const) {
      const [{ privateJwk }, other] = await Promise.all([
        createSigningKey({ algorithm, kid: 'k' }),
        createSigningKey({ algorithm }),
      ]);
      const error = await signLicense(
        licenseDocument(),
        change(privateJwk, other.publicJwk),
      ).catch((failure: Error) => failure);
      expect(error).toMatchObject({ name: 'InputError', message });
      expect(message).not.toContain(privateJwk.d);
    }
  });
});
