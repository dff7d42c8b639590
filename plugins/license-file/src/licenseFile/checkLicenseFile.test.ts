import { JsonObject } from '@backstage/types';
import { createSign, KeyObject } from 'node:crypto';
import { FlattenedSign, generateKeyPair, importJWK, JWK } from 'jose';
import { TrustedKeys } from '../keys/TrustedKeys';
import { createSigningKey } from '../signing/createSigningKey';
import { signLicense } from '../signing/signLicense';
import { bytesOf, licenseDocument, trust } from '../__testUtils__/licenses';
import { canonicalBytes } from '../signedFile/canonicalBytes';
import { checkLicenseFile } from './checkLicenseFile';

/** Signs whatever the header says: a vendor's mistake, or somebody else. */
async function signWith(
  privateJwk: JWK,
  header: { alg: string; [name: string]: string },
  facts: JsonObject = licenseDocument(),
): Promise<string> {
  const { kty, crv, x, y, d } = privateJwk;
  const key = await importJWK({ kty, crv, x, y, d }, header.alg);
  const jws = await new FlattenedSign(canonicalBytes(facts))
    .setProtectedHeader(header)
    .sign(key);
  return JSON.stringify({
    ...facts,
    signature: `${jws.protected}..${jws.signature}`,
  });
}

const check = async (text: string, keys: TrustedKeys) =>
  checkLicenseFile(bytesOf(text), keys);

const outcome = async (text: string, keys: TrustedKeys) =>
  (await check(text, keys)).checks.map(
    ({ code, status }) => `${code} ${status}`,
  );

const VERIFIED = ['format pass', 'key pass', 'signature pass'];
const WRONG_KEY = ['format pass', 'key fail'];
const WRONG_SIGNATURE = ['format pass', 'key pass', 'signature fail'];

describe('checkLicenseFile', () => {
  it.each(['EdDSA', 'ES256'] as const)('verifies %s', async algorithm => {
    const { privateJwk, publicJwk } = await createSigningKey({ algorithm });
    const text = await signLicense(licenseDocument(), privateJwk);
    const { checks, verified } = await check(text, await trust(publicJwk));
    expect(checks).toEqual([
      {
        code: 'format',
        status: 'pass',
        message: 'The file has the form of a license.',
      },
      {
        code: 'key',
        status: 'pass',
        message: `The license names the trusted key ${publicJwk.kid}.`,
      },
      {
        code: 'signature',
        status: 'pass',
        message: 'The signature is genuine and covers every fact.',
      },
    ]);
    expect(verified?.document).toEqual(licenseDocument());
  });

  it('verifies with each of several trusted keys', async () => {
    const pairs = await Promise.all([
      createSigningKey({ kid: 'a' }),
      createSigningKey({ kid: 'b', algorithm: 'ES256' }),
      createSigningKey({ kid: 'c' }),
    ]);
    const keys = await trust(...pairs.map(({ publicJwk }) => publicJwk));
    for (const { privateJwk } of pairs) {
      const text = await signLicense(licenseDocument(), privateJwk);
      expect(await outcome(text, keys)).toEqual(VERIFIED);
    }
  });

  it.each(['EdDSA', 'Ed25519'])(
    'takes the algorithm name %s for a key on Ed25519',
    async alg => {
      const { privateJwk, publicJwk } = await createSigningKey({ kid: 'k' });
      const text = await signWith(privateJwk, { alg, kid: 'k' });
      expect(await outcome(text, await trust(publicJwk))).toEqual(VERIFIED);
    },
  );

  it('takes a header with a type', async () => {
    const { privateJwk, publicJwk } = await createSigningKey({ kid: 'k' });
    const text = await signWith(privateJwk, {
      alg: 'EdDSA',
      kid: 'k',
      typ: 'license',
    });
    expect(await outcome(text, await trust(publicJwk))).toEqual(VERIFIED);
  });

  it('fails only "format" for what is no license file', async () => {
    expect(await check('{}', await trust())).toEqual({
      checks: [
        {
          code: 'format',
          status: 'fail',
          message: 'The member "format" is missing.',
          remedy: expect.stringContaining('the vendor'),
        },
      ],
    });
  });

  describe('without a trusted key', () => {
    it('says so and names the configuration', async () => {
      const { privateJwk } = await createSigningKey();
      const text = await signLicense(licenseDocument(), privateJwk);
      const { checks, verified } = await check(text, await trust());
      expect(verified).toBeUndefined();
      expect(checks.slice(1)).toEqual([
        {
          code: 'key',
          status: 'fail',
          message: 'No key is trusted here yet, so no license can be verified.',
          remedy: expect.stringContaining('license.trustedKeys'),
        },
      ]);
    });
  });

  describe('with a key that is not trusted', () => {
    it('names its id', async () => {
      const { publicJwk } = await createSigningKey({ kid: 'trusted' });
      const stranger = await createSigningKey({ kid: 'stranger:2026' });
      const text = await signLicense(licenseDocument(), stranger.privateJwk);
      const { checks, verified } = await check(text, await trust(publicJwk));
      expect(verified).toBeUndefined();
      expect(checks.slice(1)).toEqual([
        {
          code: 'key',
          status: 'fail',
          message:
            'The license is signed with the key stranger:2026, which is not trusted here.',
          remedy: expect.stringContaining('license.trustedKeys'),
        },
      ]);
    });

    it.each(['', ' trusted', '<script>', 'a'.repeat(129), 'x\ny', '__proto__'])(
      'does not repeat an id that is no identifier: %j',
      async kid => {
        const { privateJwk, publicJwk } = await createSigningKey();
        const text = await signWith(privateJwk, { alg: 'EdDSA', kid });
        const { checks } = await check(text, await trust(publicJwk));
        expect(checks[1]).toMatchObject({
          status: 'fail',
          message: 'The license is signed with a key that is not trusted here.',
        });
      },
    );

    it('compares ids as they are', async () => {
      const { privateJwk, publicJwk } = await createSigningKey({ kid: 'Key' });
      const text = await signWith(privateJwk, { alg: 'EdDSA', kid: 'key' });
      expect(await outcome(text, await trust(publicJwk))).toEqual(WRONG_KEY);
    });
  });

  describe('with an algorithm that is not the one of its key', () => {
    it('fails "key" for ES256 on Ed25519', async () => {
      const { publicJwk } = await createSigningKey({ kid: 'k' });
      const other = await createSigningKey({ algorithm: 'ES256', kid: 'k' });
      const text = await signLicense(licenseDocument(), other.privateJwk);
      expect(await outcome(text, await trust(publicJwk))).toEqual(WRONG_KEY);
    });

    it.each(['EdDSA', 'Ed25519'])('fails "key" for %s on P-256', async alg => {
      const { publicJwk } = await createSigningKey({
        algorithm: 'ES256',
        kid: 'k',
      });
      const { privateJwk } = await createSigningKey();
      const text = await signWith(privateJwk, { alg, kid: 'k' });
      const { checks } = await check(text, await trust(publicJwk));
      expect(checks[1]).toMatchObject({
        code: 'key',
        status: 'fail',
        message:
          'The license names an algorithm that is not the one of its key k.',
      });
    });

    it.each(['none', 'HS256', 'ES384', 'eddsa', '', 'constructor'])(
      'fails "key" for %j',
      async alg => {
        const { privateJwk, publicJwk } = await createSigningKey({ kid: 'k' });
        const genuine = JSON.parse(
          await signLicense(licenseDocument(), privateJwk),
        );
        const header = Buffer.from(JSON.stringify({ alg, kid: 'k' }));
        genuine.signature = genuine.signature.replace(
          /^[^.]*/,
          header.toString('base64url'),
        );
        expect(
          await outcome(JSON.stringify(genuine), await trust(publicJwk)),
        ).toEqual(WRONG_KEY);
      },
    );

    it('does not take the public key for the secret of an HMAC', async () => {
      const { publicJwk } = await createSigningKey({ kid: 'k' });
      const secret = { kty: 'oct', k: publicJwk.x };
      const key = await importJWK(secret, 'HS256');
      const jws = await new FlattenedSign(canonicalBytes(licenseDocument()))
        .setProtectedHeader({ alg: 'HS256', kid: 'k' })
        .sign(key);
      const text = JSON.stringify({
        ...licenseDocument(),
        signature: `${jws.protected}..${jws.signature}`,
      });
      expect(await outcome(text, await trust(publicJwk))).toEqual(WRONG_KEY);
    });
  });

  describe('with a signature that does not fit', () => {
    it.each(['EdDSA', 'ES256'] as const)(
      'fails "signature" for another %s key under the same id',
      async algorithm => {
        const { publicJwk } = await createSigningKey({ algorithm, kid: 'k' });
        const other = await createSigningKey({ algorithm, kid: 'k' });
        const text = await signLicense(licenseDocument(), other.privateJwk);
        const { checks, verified } = await check(text, await trust(publicJwk));
        expect(verified).toBeUndefined();
        expect(checks[2]).toEqual({
          code: 'signature',
          status: 'fail',
          message: expect.stringContaining('does not fit'),
          remedy: expect.stringContaining('the vendor'),
        });
      },
    );

    it.each([0, 1, 32, 63, 65, 128])(
      'fails "signature" for one of %d bytes',
      async length => {
        const { privateJwk, publicJwk } = await createSigningKey();
        const genuine = JSON.parse(
          await signLicense(licenseDocument(), privateJwk),
        );
        const [header, , value] = genuine.signature.split('.');
        const bytes = Buffer.concat([
          Buffer.from(value, 'base64url'),
          Buffer.alloc(64),
        ]).subarray(0, length);
        genuine.signature = `${header}..${bytes.toString('base64url')}`;
        expect(
          await outcome(JSON.stringify(genuine), await trust(publicJwk)),
        ).toEqual(WRONG_SIGNATURE);
      },
    );

    it('fails "signature" for ECDSA in the form of ASN.1', async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256', {
        extractable: true,
      });
      const header = Buffer.from('{"alg":"ES256","kid":"k"}').toString(
        'base64url',
      );
      const payload = Buffer.from(canonicalBytes(licenseDocument()));
      const value = createSign('sha256')
        .update(`${header}.${payload.toString('base64url')}`)
        .sign(KeyObject.from(privateKey), 'base64url');
      const text = JSON.stringify({
        ...licenseDocument(),
        signature: `${header}..${value}`,
      });
      const jwk = KeyObject.from(publicKey).export({ format: 'jwk' });
      expect(await outcome(text, await trust({ ...jwk, kid: 'k' }))).toEqual(
        WRONG_SIGNATURE,
      );
    });

    it.each([
      ['of zeros', Buffer.alloc(64)],
      ['of ones', Buffer.alloc(64, 0xff)],
    ])('fails "signature" for one %s, on either curve', async (_, bytes) => {
      for (const algorithm of ['EdDSA', 'ES256'] as const) {
        const { publicJwk } = await createSigningKey({ algorithm, kid: 'k' });
        const header = Buffer.from(
          JSON.stringify({ alg: algorithm, kid: 'k' }),
        ).toString('base64url');
        const text = JSON.stringify({
          ...licenseDocument(),
          signature: `${header}..${bytes.toString('base64url')}`,
        });
        expect(await outcome(text, await trust(publicJwk))).toEqual(
          WRONG_SIGNATURE,
        );
      }
    });

    it('fails "signature" for the signature of another license', async () => {
      const { privateJwk, publicJwk } = await createSigningKey();
      const [one, two] = await Promise.all(
        ['LIC-1', 'LIC-2'].map(async licenseId =>
          JSON.parse(
            await signLicense(licenseDocument({ licenseId }), privateJwk),
          ),
        ),
      );
      const text = JSON.stringify({ ...one, signature: two.signature });
      expect(await outcome(text, await trust(publicJwk))).toEqual(
        WRONG_SIGNATURE,
      );
    });

    it('fails "signature" for a header changed after signing', async () => {
      const { privateJwk, publicJwk } = await createSigningKey({ kid: 'k' });
      const genuine = JSON.parse(
        await signLicense(licenseDocument(), privateJwk),
      );
      const header = Buffer.from('{"alg":"Ed25519","kid":"k"}');
      genuine.signature = genuine.signature.replace(
        /^[^.]*/,
        header.toString('base64url'),
      );
      expect(
        await outcome(JSON.stringify(genuine), await trust(publicJwk)),
      ).toEqual(WRONG_SIGNATURE);
    });
  });
});
