import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  JsonWebKey,
  KeyObject,
  sign as signBytes,
} from 'node:crypto';
import {
  outcomeOf,
  SIGNED_FILES,
  vendorOf,
} from '../__testUtils__/signedFiles';
import { canonicalBytes } from './canonicalBytes';

const base64url = (content: string | Uint8Array) =>
  Buffer.from(content).toString('base64url');

/** What is signed, by RFC 7515 section 5.1. */
const signingInput = (header: string, payload: Uint8Array) =>
  Buffer.from(`${header}.${base64url(payload)}`);

/** Signs as either kind of key does, whatever the header says. */
const signWith = (key: KeyObject, input: Uint8Array) =>
  key.asymmetricKeyType === 'ed25519'
    ? signBytes(null, input, key)
    : signBytes('sha256', input, { key, dsaEncoding: 'ieee-p1363' });

const ED25519 = generateKeyPairSync('ed25519');
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe.each(SIGNED_FILES)('a $kind signed with $algorithm', signedFile => {
  const { algorithm } = signedFile;
  let vendor: Awaited<ReturnType<typeof vendorOf>>;
  let facts: JsonObject;
  let header: string;
  let value: Buffer;

  beforeAll(async () => {
    vendor = await vendorOf(signedFile);
    const { signature, ...others } = vendor.genuine;
    facts = others;
    const [first, , last] = String(signature).split('.');
    header = first;
    value = Buffer.from(last, 'base64url');
  });

  const withSignature = async (signature: JsonValue) =>
    outcomeOf(await vendor.checkMembers({ ...facts, signature }));
  const withValue = (bytes: Uint8Array) =>
    withSignature(`${header}..${base64url(bytes)}`);
  const vendorKey = () =>
    createPrivateKey({ key: vendor.privateJwk as JsonWebKey, format: 'jwk' });

  it('verifies as it is', async () => {
    expect(await withValue(value)).toBe('verified');
  });

  describe('under a header that somebody else wrote', () => {
    /** The public key in every form in which a careless verifier could take it for the secret of an HMAC. */
    const secrets = () => {
      const { x, y = '' } = vendor.publicJwk;
      const key = createPublicKey({
        key: vendor.publicJwk as JsonWebKey,
        format: 'jwk',
      });
      return [
        '',
        x!,
        Buffer.from(x!, 'base64url'),
        Buffer.from(`${x}${y}`, 'base64url'),
        JSON.stringify(vendor.publicJwk),
        key.export({ format: 'pem', type: 'spki' }),
        key.export({ format: 'der', type: 'spki' }),
        'vendor-1',
      ];
    };

    it.each(['HS256', 'HS384', 'HS512'])(
      'is refused with %s and the public key as the secret',
      async alg => {
        const forged = base64url(JSON.stringify({ alg, kid: 'vendor-1' }));
        const input = signingInput(forged, canonicalBytes(facts));
        for (const secret of secrets()) {
          const mac = createHmac(alg.replace('HS', 'sha'), secret)
            .update(input)
            .digest();
          expect(await withSignature(`${forged}..${base64url(mac)}`)).toBe(
            'key',
          );
        }
      },
    );

    it.each([
      'none',
      'None',
      'NONE',
      'nOnE',
      '',
      'null',
      'HS256',
      'ES256K',
      'ES384',
      'RS256',
      'PS256',
      'Ed448',
      'EDDSA',
      'es256',
    ])(
      'is refused with the algorithm %j, signed, unsigned or with the genuine signature',
      async alg => {
        const forged = base64url(JSON.stringify({ alg, kid: 'vendor-1' }));
        const input = signingInput(forged, canonicalBytes(facts));
        for (const bytes of [
          Buffer.alloc(0),
          value,
          signWith(vendorKey(), input),
          signWith(ED25519.privateKey, input),
          signWith(P256.privateKey, input),
        ]) {
          expect(await withSignature(`${forged}..${base64url(bytes)}`)).toBe(
            'key',
          );
        }
      },
    );

    it.each([
      ['EdDSA', ED25519.privateKey],
      ['Ed25519', ED25519.privateKey],
      ['ES256', P256.privateKey],
    ])('is refused with %s and a key of the forger', async (alg, key) => {
      const forged = base64url(JSON.stringify({ alg, kid: 'vendor-1' }));
      const bytes = signWith(key, signingInput(forged, canonicalBytes(facts)));
      const fits = (alg === 'ES256') === (algorithm === 'ES256');
      expect(await withSignature(`${forged}..${base64url(bytes)}`)).toBe(
        fits ? 'signature' : 'key',
      );
    });

    it.each([
      '',
      'vendor-2',
      'VENDOR-1',
      'vendor-1 ',
      '__proto__',
      '../vendor-1',
      'https://example.com/key',
    ])('is refused with the key id %j, by whomever it is signed', async kid => {
      const forged = base64url(JSON.stringify({ alg: algorithm, kid }));
      const input = signingInput(forged, canonicalBytes(facts));
      for (const key of [vendorKey(), ED25519.privateKey]) {
        const signature = `${forged}..${base64url(signWith(key, input))}`;
        expect(await withSignature(signature)).toBe('key');
      }
    });

    it('is refused with any header and any value', async () => {
      const text = fc.oneof(
        fc.constantFrom('EdDSA', 'Ed25519', 'ES256', 'none', 'vendor-1'),
        fc.string(),
      );
      const segment = fc.oneof(
        fc.string(),
        fc.uint8Array().map(base64url),
        fc.uint8Array({ minLength: 64, maxLength: 64 }).map(base64url),
        fc
          .record(
            { alg: text, kid: text, typ: text },
            { requiredKeys: ['alg', 'kid'] },
          )
          .map(members => base64url(JSON.stringify(members))),
      );
      await fc.assert(
        fc.asyncProperty(segment, segment, async (first, last) => {
          expect(await withSignature(`${first}..${last}`)).toMatch(
            /^(format|key|signature)$/,
          );
        }),
        { numRuns: 300 },
      );
    });

    const forgersJwk = ED25519.publicKey.export({ format: 'jwk' });
    const members: [string, JsonObject][] = [
      ['b64', { b64: false }],
      ['b64 that is critical', { b64: false, crit: ['b64'] }],
      ['b64 that changes nothing', { b64: true, crit: ['b64'] }],
      ['nothing critical', { crit: [] }],
      ['the algorithm critical', { crit: ['alg'] }],
      ['jwk', { jwk: forgersJwk as JsonObject }],
      ['jku', { jku: 'https://example.com/jwks.json' }],
      ['x5u', { x5u: 'https://example.com/key.pem' }],
      ['x5c', { x5c: [base64url('certificate')] }],
      ['x5t', { x5t: base64url('thumbprint') }],
      ['x5t#S256', { 'x5t#S256': base64url('thumbprint') }],
      ['cty', { cty: 'json' }],
      ['exp', { exp: 4102444800 }],
      ['zip', { zip: 'DEF' }],
      ['enc', { enc: 'A256GCM' }],
      ['a member nobody knows', { note: 'x' }],
    ];

    it.each(members)(
      'is refused with %s, whoever signed it',
      async (_, more) => {
        const forged = base64url(
          JSON.stringify({ alg: algorithm, kid: 'vendor-1', ...more }),
        );
        const payload = canonicalBytes(facts);
        for (const key of [vendorKey(), ED25519.privateKey]) {
          for (const input of [
            signingInput(forged, payload),
            // As RFC 7797 has it.
            Buffer.concat([Buffer.from(`${forged}.`), payload]),
          ]) {
            const signature = `${forged}..${base64url(signWith(key, input))}`;
            expect(await withSignature(signature)).toBe('format');
          }
        }
      },
    );
  });

  describe('in another form of JWS', () => {
    it.each<[string, () => JsonValue]>([
      ['flattened', () => ({ protected: header, signature: base64url(value) })],
      [
        'flattened, with the payload',
        () => ({
          payload: base64url(canonicalBytes(facts)),
          protected: header,
          signature: base64url(value),
        }),
      ],
      [
        'general',
        () => ({
          payload: base64url(canonicalBytes(facts)),
          signatures: [{ protected: header, signature: base64url(value) }],
        }),
      ],
      [
        'with a header that is not protected',
        () => ({
          header: { alg: algorithm, kid: 'vendor-1' },
          signature: base64url(value),
        }),
      ],
      ['in a list', () => [`${header}..${base64url(value)}`]],
      [
        'compact, with the payload',
        () =>
          `${header}.${base64url(canonicalBytes(facts))}.${base64url(value)}`,
      ],
      [
        'compact, with another payload',
        () => `${header}.${base64url('{}')}.${base64url(value)}`,
      ],
      [
        'twice',
        () => `${header}..${base64url(value)}.${header}..${base64url(value)}`,
      ],
      ['of five segments', () => `${header}..${base64url(value)}..`],
      ['as its text within its text', () => JSON.stringify(`${header}..x`)],
    ])('is refused: %s', async (_, signature) => {
      expect(await withSignature(signature())).toBe('format');
    });

    it('is refused as a JWS around the facts', async () => {
      const payload = base64url(canonicalBytes(facts));
      const signature = base64url(value);
      for (const text of [
        `${header}.${payload}.${signature}`,
        JSON.stringify(`${header}.${payload}.${signature}`),
        JSON.stringify({ payload, protected: header, signature }),
        JSON.stringify({
          payload,
          signatures: [{ protected: header, signature }],
        }),
      ]) {
        expect(outcomeOf(await vendor.checkText(text))).toBe('format');
      }
    });

    it('is refused with other facts beside the signed ones', async () => {
      const payload = base64url(canonicalBytes(facts));
      const signature = `${header}..${base64url(value)}`;
      for (const beside of [
        { payload },
        { protected: header },
        { facts },
        { document: facts },
        { signatures: [signature] },
      ]) {
        expect(
          outcomeOf(
            await vendor.checkMembers({
              ...facts,
              ...beside,
              issuedAt: '2026-09-09T09:09:09Z',
              signature,
            }),
          ),
        ).toBe('signature');
      }
    });

    it('is refused with its signature under another name, or further down', async () => {
      const signature = `${header}..${base64url(value)}`;
      for (const members of [
        { Signature: signature },
        { 'signature ': signature },
        { signatures: signature },
        { note: { signature } },
      ]) {
        expect(
          outcomeOf(await vendor.checkMembers({ ...facts, ...members })),
        ).toBe('format');
      }
    });

    it.each(['signature', 'signatur\\u0065'])(
      'is refused with a second %s, genuine or not',
      async name => {
        const text = JSON.stringify(vendor.genuine).slice(0, -1);
        for (const second of [vendor.genuine.signature, 'x']) {
          expect(
            outcomeOf(
              await vendor.checkText(
                `${text},"${name}":${JSON.stringify(second)}}`,
              ),
            ),
          ).toBe('format');
        }
      },
    );
  });
});
