import { JsonObject } from '@backstage/types';
import { decodeProtectedHeader } from 'jose';
import { bytesOf, revocationList, trust } from '../__testUtils__/licenses';
import { checkRevocationList } from '../revocationList/checkRevocationList';
import { createSigningKey } from './createSigningKey';
import { signRevocationList } from './signRevocationList';

describe('signRevocationList', () => {
  it('writes the list as it is, and the signature last', async () => {
    const { privateJwk } = await createSigningKey({ kid: 'k' });
    const list = revocationList({ zone: 'z' });
    const text = await signRevocationList(list, privateJwk);
    const { signature } = JSON.parse(text);
    expect(text).toBe(`${JSON.stringify({ ...list, signature }, null, 2)}\n`);
    expect(decodeProtectedHeader(signature)).toEqual({
      alg: 'EdDSA',
      kid: 'k',
    });
  });

  it('signs a list far larger than a license may be', async () => {
    const { privateJwk, publicJwk } = await createSigningKey();
    const revoked = Array.from({ length: 9000 }, (_, index) => ({
      licenseId: `LIC-${index}`,
      revokedAt: '2026-05-01',
    }));
    const text = await signRevocationList(
      revocationList({ revoked }),
      privateJwk,
    );
    expect(text.length).toBeGreaterThan(512 * 1024);
    const { verified } = await checkRevocationList(
      bytesOf(text),
      await trust(publicJwk),
    );
    expect(verified?.document.revoked).toHaveLength(9000);
  });

  it.each<[string, JsonObject, string]>([
    [
      'a missing member',
      { sequence: undefined },
      'The member "sequence" is missing',
    ],
    [
      'an item against its rule',
      { revoked: [{ licenseId: '-', revokedAt: '2026-05-01' }] },
      'The member "revoked[0].licenseId" must be 1 to 128 letters',
    ],
    [
      'a fraction',
      { sequence: 1.5 },
      'The revocation list holds the member "sequence", which is not a whole number written with digits only (line 3, column 15)',
    ],
    [
      'too much',
      { note: 'x'.repeat(1024 * 1024) },
      'The revocation list is larger than 1024 KiB',
    ],
  ])('refuses %s', async (_, changes, message) => {
    const { privateJwk } = await createSigningKey();
    const attempt = signRevocationList(revocationList(changes), privateJwk);
    await expect(attempt).rejects.toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
    await expect(attempt).rejects.toThrow(message);
  });

  it('refuses a key of another kind', async () => {
    await expect(
      signRevocationList(revocationList(), { kty: 'oct', k: 'AA', kid: 'k' }),
    ).rejects.toThrow(
      'The signing key k is of a kind that revocation lists are not signed with; use one on Ed25519 or P-256',
    );
  });
});
