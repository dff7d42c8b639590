import {
  createPublicKey,
  generateKeyPairSync,
  KeyObject,
  verify,
} from 'node:crypto';
import { createSigningKey } from '../signing/createSigningKey';
import { TrustedKeys } from './TrustedKeys';

const SOURCE = 'license.trustedKeys.keys[0]';

// Of RFC 8037 appendix A.2 and RFC 7517 appendix A.1: public keys that everybody may know.
const ED25519 = {
  kty: 'OKP',
  crv: 'Ed25519',
  kid: 'vendor-1',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'vendor-2',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
};

const create = (...jwks: unknown[]) =>
  TrustedKeys.create(jwks.map(jwk => ({ jwk, source: SOURCE })));

describe('TrustedKeys', () => {
  it('can be empty', async () => {
    const keys = await TrustedKeys.create([]);
    expect(keys.size).toBe(0);
    expect(keys.ids).toEqual([]);
    expect(keys.all).toEqual([]);
  });

  it('finds keys by their id', async () => {
    const keys = await create(ED25519, P256);
    expect(keys.size).toBe(2);
    expect(keys.ids).toEqual(['vendor-1', 'vendor-2']);
    expect(keys.get('vendor-1')?.algorithms).toEqual(['EdDSA', 'Ed25519']);
    expect(keys.get('vendor-2')?.algorithms).toEqual(['ES256']);
    expect(keys.get('Vendor-1')).toBeUndefined();
    expect(keys.get('__proto__')).toBeUndefined();
  });

  it('knows the thumbprint of a key, whatever its id', async () => {
    // RFC 8037 appendix A.3
    const thumbprint = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';
    const keys = await create(ED25519, {
      ...ED25519,
      kid: 'other',
      alg: 'EdDSA',
    });
    expect(keys.get('vendor-1')?.thumbprint).toBe(thumbprint);
    expect(keys.get('other')?.thumbprint).toBe(thumbprint);
  });

  it('lists the keys in the order they were given in', async () => {
    const keys = await create(P256, ED25519);
    expect(keys.all.map(({ kid, thumbprint }) => [kid, thumbprint])).toEqual([
      // RFC 7638 section 3 by hand: SHA-256 of the members in order.
      ['vendor-2', 'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s'],
      ['vendor-1', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'],
    ]);
  });

  it.each([
    ['alg EdDSA', { ...ED25519, alg: 'EdDSA' }],
    ['alg Ed25519', { ...ED25519, alg: 'Ed25519' }],
    ['alg ES256', { ...P256, alg: 'ES256' }],
    ['use sig', { ...P256, use: 'sig' }],
    ['key_ops verify', { ...ED25519, key_ops: ['verify'] }],
    ['members nobody knows', { ...ED25519, vendor: { name: 'x' }, exp: 1 }],
  ])('takes a key with %s', async (_, jwk) => {
    expect((await create(jwk)).size).toBe(1);
  });

  const PRIVATE =
    'is a private or symmetric key: put the public key there instead, and consider this one known to others';
  const KIND =
    'is of a kind that licenses are not signed with: use a key on Ed25519 (kty OKP) or P-256 (kty EC)';
  const DAMAGED =
    'is damaged: it is no point on its curve; copy the public key again';
  const NO_KID =
    'has no usable "kid": give it one of 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit';
  const SECRET = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A';
  const OTHER_CURVE = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const X25519 = generateKeyPairSync('x25519');

  it.each([
    [
      'a private key on Ed25519',
      { ...ED25519, d: SECRET },
      'vendor-1',
      PRIVATE,
    ],
    ['a private key on P-256', { ...P256, d: SECRET }, 'vendor-2', PRIVATE],
    [
      'a symmetric key',
      { kty: 'oct', kid: 'shared', k: SECRET },
      'shared',
      PRIVATE,
    ],
    [
      'a symmetric key without secret',
      { kty: 'oct', kid: 'shared' },
      'shared',
      PRIVATE,
    ],
    [
      'a key on Ed25519 with a symmetric part',
      { ...ED25519, k: SECRET },
      'vendor-1',
      PRIVATE,
    ],
    [
      'a private RSA key',
      { ...RSA.privateKey.export({ format: 'jwk' }), kid: 'rsa' },
      'rsa',
      PRIVATE,
    ],
    [
      'an RSA key',
      { ...RSA.publicKey.export({ format: 'jwk' }), kid: 'rsa' },
      'rsa',
      KIND,
    ],
    [
      'a key on P-384',
      { ...OTHER_CURVE.publicKey.export({ format: 'jwk' }), kid: 'p384' },
      'p384',
      KIND,
    ],
    [
      'a key on X25519',
      { ...X25519.publicKey.export({ format: 'jwk' }), kid: 'x' },
      'x',
      KIND,
    ],
    [
      'a curve that is not of its kind',
      { ...P256, kty: 'OKP' },
      'vendor-2',
      KIND,
    ],
    ['no kind', { kid: 'k' }, 'k', KIND],
    [
      'another alg on Ed25519',
      { ...ED25519, alg: 'ES256' },
      'vendor-1',
      'has an "alg" that does not fit: leave it out, or write EdDSA or Ed25519',
    ],
    [
      'another alg on P-256',
      { ...P256, alg: 'EdDSA' },
      'vendor-2',
      'has an "alg" that does not fit: leave it out, or write ES256',
    ],
    [
      'an alg that is no text',
      { ...P256, alg: ['ES256'] },
      'vendor-2',
      'has an "alg" that does not fit: leave it out, or write ES256',
    ],
    [
      'another use',
      { ...P256, use: 'enc' },
      'vendor-2',
      'has a "use" other than "sig": use a key that is meant for signatures',
    ],
    [
      'other key_ops',
      { ...P256, key_ops: ['deriveKey'] },
      'vendor-2',
      'has "key_ops" without "verify": use a key that is meant for verifying signatures',
    ],
    [
      'key_ops that are no list',
      { ...P256, key_ops: 'verify' },
      'vendor-2',
      'has "key_ops" without "verify": use a key that is meant for verifying signatures',
    ],
    ['no x', { ...ED25519, x: undefined }, 'vendor-1', DAMAGED],
    ['an x that is no text', { ...ED25519, x: 1 }, 'vendor-1', DAMAGED],
    [
      'an x too short',
      { ...ED25519, x: ED25519.x.slice(0, -2) },
      'vendor-1',
      DAMAGED,
    ],
    ['a padded x', { ...ED25519, x: `${ED25519.x}=` }, 'vendor-1', DAMAGED],
    ['no y', { ...P256, y: undefined }, 'vendor-2', DAMAGED],
    ['a point off the curve', { ...P256, y: P256.x }, 'vendor-2', DAMAGED],
  ])('refuses %s', async (_, jwk, kid, reason) => {
    await expect(create(jwk)).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: `The key ${kid} in ${SOURCE} ${reason}`,
      }),
    );
  });

  it.each([
    ['no kid', { ...ED25519, kid: undefined }, NO_KID],
    ['an empty kid', { ...ED25519, kid: '' }, NO_KID],
    ['a kid that is no text', { ...ED25519, kid: 7 }, NO_KID],
    ['a kid with a space', { ...ED25519, kid: 'a b' }, NO_KID],
    [
      'a private key without kid',
      { ...ED25519, kid: undefined, d: SECRET },
      PRIVATE,
    ],
  ])('refuses %s without naming it', async (_, jwk, reason) => {
    await expect(create(jwk)).rejects.toThrow(
      expect.objectContaining({ message: `The key in ${SOURCE} ${reason}` }),
    );
  });

  it.each([undefined, null, 'key', 1, [ED25519]])(
    'refuses %j, which is no key',
    async jwk => {
      await expect(create(jwk)).rejects.toThrow(
        'There is something other than a key in license.trustedKeys.keys[0]; put a public JSON Web Key there, or { kid, pem }',
      );
    },
  );

  // As openssl writes the public keys of the top.
  const pemOf = (key: KeyObject) =>
    key.export({ format: 'pem', type: 'spki' }).toString();
  const pemOfJwk = (jwk: object) =>
    pemOf(createPublicKey({ key: jwk as never, format: 'jwk' }));
  const PEM = pemOfJwk(ED25519);

  describe.each([
    ['Ed25519', ED25519],
    ['P-256', P256],
  ])('a key on %s in PEM', (_, jwk) => {
    const pem = pemOfJwk(jwk);

    it.each([
      ['as openssl writes it', pem],
      ['with line breaks of Windows', pem.replaceAll('\n', '\r\n')],
      ['with line breaks written out', pem.replaceAll('\n', '\\n')],
      [
        'with line breaks of Windows written out',
        pem.replaceAll('\n', '\\r\\n'),
      ],
      ['with spaces around it', `\n  ${pem.replaceAll('\n', '\n  ')}\n`],
    ])('is the same key as its JWK: %s', async (__, text) => {
      const [key] = (await create({ kid: 'pem', pem: text })).all;
      const [expected] = (await create(jwk)).all;
      expect(key).toEqual({
        ...expected,
        kid: 'pem',
        publicKey: key.publicKey,
      });
      expect(key.publicKey.equals(expected.publicKey)).toBe(true);
    });
  });

  const BOTH =
    'has more than "kid" and "pem": give it either as { kid, pem } or as a JSON Web Key, without "pem"';
  const NO_PEM =
    'has a "pem" that is no public key: put the whole text from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY----- there';
  const CERTIFICATE =
    'is a certificate: put only the public key in it there instead (openssl x509 -in certificate.pem -noout -pubkey)';
  const spki = (hex: string) =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.from(hex, 'hex').toString(
      'base64',
    )}\n-----END PUBLIC KEY-----\n`;
  const labelled = (label: string) => PEM.replaceAll('PUBLIC KEY', label);

  it.each([
    [
      'a private key',
      RSA.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      PRIVATE,
    ],
    [
      'a private key in a form of its kind',
      OTHER_CURVE.privateKey.export({ format: 'pem', type: 'sec1' }),
      PRIVATE,
    ],
    [
      'a private key with a passphrase',
      OTHER_CURVE.privateKey.export({
        format: 'pem',
        type: 'pkcs8',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }),
      PRIVATE,
    ],
    ['a private key of SSH', labelled('OPENSSH PRIVATE KEY'), PRIVATE],
    [
      'a private key behind the public one',
      `${PEM}${labelled('PRIVATE KEY')}`,
      PRIVATE,
    ],
    ['a certificate', labelled('CERTIFICATE'), CERTIFICATE],
    ['a certificate of OpenSSL', labelled('TRUSTED CERTIFICATE'), CERTIFICATE],
    ['an RSA key', pemOf(RSA.publicKey), KIND],
    [
      'an RSA key in a form of its kind',
      RSA.publicKey.export({ format: 'pem', type: 'pkcs1' }),
      KIND,
    ],
    ['a key on P-384', pemOf(OTHER_CURVE.publicKey), KIND],
    ['a key on X25519', pemOf(X25519.publicKey), KIND],
    [
      // Node.js 20 aborts when it is asked about such a key.
      'a key at infinity',
      spki('3019301306072a8648ce3d020106082a8648ce3d03010703020000'),
      KIND,
    ],
    [
      'a point off P-256',
      spki(
        `3059301306072a8648ce3d020106082a8648ce3d03010703420004${'11'.repeat(
          64,
        )}`,
      ),
      NO_PEM,
    ],
    ['nothing', '', NO_PEM],
    ['something that is no text', { kty: 'OKP' }, NO_PEM],
    ['null', null, NO_PEM],
    ['a PEM without its ends', PEM.split('\n')[1], NO_PEM],
    ['a PEM cut off', PEM.slice(0, -40), NO_PEM],
    ['a PEM with less in it', spki('302a300506032b6570032100'), NO_PEM],
    ['two PEMs', `${PEM}${PEM}`, NO_PEM],
    ['a PEM with a stranger character', PEM.replace('M', '*'), NO_PEM],
  ])('refuses %s in PEM', async (_, pem, reason) => {
    await expect(create({ kid: 'vendor-3', pem })).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: `The key vendor-3 in ${SOURCE} ${reason}`,
      }),
    );
  });

  it.each([
    ['a JWK', { ...ED25519, pem: PEM }, BOTH],
    ['another key', { ...P256, pem: PEM }, BOTH],
    ['an alg', { kid: 'vendor-1', pem: PEM, alg: 'EdDSA' }, BOTH],
    ['a private member', { kid: 'vendor-1', pem: PEM, d: SECRET }, PRIVATE],
  ])('refuses a PEM beside %s', async (_, key, reason) => {
    await expect(create(key)).rejects.toThrow(
      `The key ${key.kid} in ${SOURCE} ${reason}`,
    );
  });

  it.each([
    ['public key', PEM, NO_KID],
    ['private key', labelled('PRIVATE KEY'), PRIVATE],
  ])('names the place of a %s in PEM without kid', async (_, pem, reason) => {
    await expect(create({ pem })).rejects.toThrow(
      `The key in ${SOURCE} ${reason}`,
    );
  });

  // y of the points of small order, as 32 bytes from the lowest; RFC 8032 decodes those of the first group only.
  const SMALL_ORDER = [
    ['0', '00'.repeat(32)],
    ['1', `01${'00'.repeat(31)}`],
    ['-1', `ec${'ff'.repeat(30)}7f`],
    [
      'one of order 8',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    ],
    [
      'the other of order 8',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ],
    ['p for 0', `ed${'ff'.repeat(30)}7f`],
    ['p + 1 for 1', `ee${'ff'.repeat(30)}7f`],
  ].flatMap(([name, hex]) => {
    const bytes = Buffer.from(hex, 'hex');
    const negative = Buffer.from(bytes);
    negative[31] += 0x80;
    return [
      [`${name}, x positive`, bytes],
      [`${name}, x negative`, negative],
    ] as [string, Buffer][];
  });
  const WEAK =
    'is a weak one (a point of small order), which anybody can sign for: ask the vendor for a new key, and how this one came about';
  const edPem = (bytes: Buffer) =>
    spki(`302a300506032b6570032100${bytes.toString('hex')}`);

  it.each(SMALL_ORDER)(
    'refuses a key on Ed25519 of small order: y is %s',
    async (_, bytes) => {
      const jwk = { ...ED25519, x: bytes.toString('base64url') };
      const message = `The key vendor-1 in ${SOURCE} ${WEAK}`;
      await expect(create(jwk)).rejects.toThrow(message);
      const pem = edPem(bytes);
      await expect(create({ kid: 'vendor-1', pem })).rejects.toThrow(message);
    },
  );

  it('knows a key of small order to be one that anybody can sign for', () => {
    // R is the neutral element, S is 0: no secret is needed, only a message that suits.
    const signature = Buffer.alloc(64);
    signature[0] = 1;
    for (const [, bytes] of SMALL_ORDER) {
      const key = createPublicKey(edPem(bytes));
      const messages = Array.from({ length: 200 }, (_, i) => Buffer.of(i));
      expect(
        messages.some(message => verify(null, message, key, signature)),
      ).toBe(true);
    }
  });

  it.each([2, 3, 18])(
    'refuses a key on Ed25519 whose y is p + %d, which is not reduced',
    async more => {
      const bytes = Buffer.from(`ed${'ff'.repeat(30)}7f`, 'hex');
      bytes[0] += more;
      const negative = Buffer.from(bytes);
      negative[31] += 0x80;
      for (const point of [bytes, negative]) {
        await expect(
          create({ ...ED25519, x: point.toString('base64url') }),
        ).rejects.toThrow(`The key vendor-1 in ${SOURCE} ${DAMAGED}`);
      }
    },
  );

  it('repeats no key material', async () => {
    const { privateJwk } = await createSigningKey({ kid: 'k' });
    const failed = await create(privateJwk).catch(error => error);
    expect(failed).toBeInstanceOf(Error);
    expect(`${failed.stack}${JSON.stringify(failed)}`).not.toContain(
      privateJwk.d,
    );
    expect(`${failed.message}`).not.toContain(privateJwk.x);
  });

  it.each([
    ['another key', { ...P256, kid: 'vendor-1' }],
    ['the same key', ED25519],
  ])(
    'refuses %s under an id that is taken, and names both places',
    async (_, jwk) => {
      await expect(
        TrustedKeys.create([
          { jwk: ED25519, source: 'license.trustedKeys.files[1]' },
          { jwk, source: 'a backend module' },
        ]),
      ).rejects.toThrow(
        'The key id vendor-1 is there twice, in license.trustedKeys.files[1] and in a backend module; remove one of the two keys, or give it an id of its own',
      );
    },
  );

  it('tells ids apart by their case', async () => {
    const keys = await create(ED25519, { ...P256, kid: 'VENDOR-1' });
    expect(keys.size).toBe(2);
  });
});
