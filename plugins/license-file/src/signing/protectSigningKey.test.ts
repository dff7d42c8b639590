import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { bytesOf } from '../__testUtils__/licenses';
import { createSigningKey } from './createSigningKey';
import { protectSigningKey, readSigningKey } from './protectSigningKey';

const passphrase = 'correct horse battery staple';
const pair = createSigningKey({ kid: 'portal-2026-1' });
const never = async () => {
  throw new Error('asked for a passphrase');
};

async function messageOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    reason => reason,
  );
  expect(error).toMatchObject({ name: 'InputError' });
  return error.message;
}

describe('a private key in a file', () => {
  it('is read as it is, without a passphrase', async () => {
    const { privateJwk } = await pair;
    expect(
      await readSigningKey(JSON.stringify(privateJwk, null, 2), never),
    ).toEqual(privateJwk);
  });

  it('is read with the passphrase that it was encrypted with', async () => {
    const { privateJwk } = await pair;
    const text = await protectSigningKey(privateJwk, passphrase);
    expect(await readSigningKey(`${text}\n`, async () => passphrase)).toEqual(
      privateJwk,
    );
  });

  it('is encrypted so that guessing is slow, each time differently', async () => {
    const { privateJwk } = await pair;
    const one = await protectSigningKey(privateJwk, passphrase);
    const other = await protectSigningKey(privateJwk, passphrase);
    const header = decodeProtectedHeader(one);
    expect(header).toMatchObject({
      alg: 'PBES2-HS512+A256KW',
      enc: 'A256GCM',
      cty: 'jwk+json',
      p2c: 210_000,
    });
    expect(decodeProtectedHeader(other).p2s).not.toBe(header.p2s);
    expect(one).not.toContain(privateJwk.d);
  });

  it('stays closed to another passphrase', async () => {
    const text = await protectSigningKey((await pair).privateJwk, passphrase);
    expect(
      await messageOf(readSigningKey(text, async () => `${passphrase} `)),
    ).toBe(
      'The passphrase does not open the signing key; use the one it was encrypted with',
    );
  });

  it('stays closed if a byte of it is changed', async () => {
    const text = await protectSigningKey((await pair).privateJwk, passphrase);
    const parts = text.split('.');
    parts[3] = `${parts[3][0] === 'A' ? 'B' : 'A'}${parts[3].slice(1)}`;
    expect(
      await messageOf(readSigningKey(parts.join('.'), async () => passphrase)),
    ).toBe(
      'The passphrase does not open the signing key; use the one it was encrypted with',
    );
  });

  it('does not keep the machine busy for as long as a stranger wants', async () => {
    const text = await new CompactEncrypt(bytesOf('{}'))
      .setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM' })
      .setKeyManagementParameters({ p2c: 1000 })
      .encrypt(bytesOf(passphrase));
    const [header, ...others] = text.split('.');
    const costly = Buffer.from(
      JSON.stringify({
        ...JSON.parse(Buffer.from(header, 'base64url').toString()),
        p2c: 2_000_001,
      }),
    ).toString('base64url');
    expect(
      await messageOf(
        readSigningKey([costly, ...others].join('.'), async () => passphrase),
      ),
    ).toMatch(/^The signing key is encrypted in a way that is not known here/);
  });

  it('must not be encrypted for a key', async () => {
    const text = await new CompactEncrypt(bytesOf('{}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A128GCM' })
      .encrypt(new Uint8Array(16));
    expect(
      await messageOf(readSigningKey(text, async () => passphrase)),
    ).toMatch(/^The signing key is encrypted in a way that is not known here/);
  });

  it('is no key set, and no public key', async () => {
    const { publicJwk } = await pair;
    expect(
      await messageOf(
        readSigningKey(JSON.stringify({ keys: [publicJwk] }), never),
      ),
    ).toMatch(/^The signing key is a key set/);
    expect(
      await messageOf(readSigningKey(JSON.stringify(publicJwk), never)),
    ).toMatch(/^The signing key portal-2026-1 is a public key/);
  });

  it.each(['', 'no key', '[]', '{"kty":"OKP","d":1.5}'])(
    'is not %j, and says so without repeating it',
    async text => {
      const message = await messageOf(readSigningKey(text, never));
      expect(message).toMatch(
        /^The signing key .*; use the file of the private key, a JSON Web Key$/,
      );
      expect(message).not.toContain('1.5');
    },
  );
});
