import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { calculateJwkThumbprint } from 'jose';
import { trust } from '../__testUtils__/licenses';
import { createSigningKey } from './createSigningKey';

describe('createSigningKey', () => {
  it('makes a key on Ed25519', async () => {
    const { privateJwk, publicJwk } = await createSigningKey();
    expect(publicJwk).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
      kid: await calculateJwkThumbprint(publicJwk),
      alg: 'EdDSA',
      use: 'sig',
    });
    expect(privateJwk).toEqual({ ...publicJwk, d: expect.any(String) });
  });

  it('makes a key on P-256', async () => {
    const { privateJwk, publicJwk } = await createSigningKey({
      algorithm: 'ES256',
    });
    expect(publicJwk).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: await calculateJwkThumbprint(publicJwk),
      alg: 'ES256',
      use: 'sig',
    });
    expect(privateJwk).toEqual({ ...publicJwk, d: expect.any(String) });
  });

  it('makes public keys that can be trusted', async () => {
    const pairs = await Promise.all([
      createSigningKey(),
      createSigningKey({ algorithm: 'ES256' }),
    ]);
    const keys = await trust(...pairs.map(({ publicJwk }) => publicJwk));
    expect(keys.size).toBe(2);
  });

  it('makes another key each time', async () => {
    const [one, two] = [await createSigningKey(), await createSigningKey()];
    expect(one.privateJwk.d).not.toBe(two.privateJwk.d);
    expect(one.publicJwk.kid).not.toBe(two.publicJwk.kid);
  });

  it('takes a thumbprint that can be an id', async () => {
    // One in 32 cannot: among 200, some would be there.
    const pairs = await Promise.all(
      Array.from({ length: 200 }, () => createSigningKey()),
    );
    const ids = pairs.map(({ publicJwk }) => publicJwk.kid ?? '');
    expect(ids.filter(id => !isIdentifier(id))).toEqual([]);
  });

  it('takes an id of choice', async () => {
    const { privateJwk, publicJwk } = await createSigningKey({ kid: 'v:1' });
    expect(publicJwk.kid).toBe('v:1');
    expect(privateJwk.kid).toBe('v:1');
  });

  it.each(['', '-a', 'a b', 'a'.repeat(129)])(
    'refuses %j, which can be no id',
    async kid => {
      await expect(createSigningKey({ kid })).rejects.toThrow(
        'A key id must be 1 to 128 letters',
      );
    },
  );
});
