import { JsonObject } from '@backstage/types';
import {
  outcomeOf,
  SIGNED_FILES,
  vendorOf,
} from '../__testUtils__/signedFiles';

const base64url = (content: string | Uint8Array) =>
  Buffer.from(content).toString('base64url');

/** The order of the group on P-256 (FIPS 186-4 D.1.2.3), and of the one on Ed25519 (RFC 8032 section 5.1). */
const P256_ORDER =
  0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const P256_PRIME =
  0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const bigEndian = (bytes: Uint8Array) =>
  BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const toBigEndian = (number: bigint) =>
  Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
const littleEndian = (bytes: Uint8Array) =>
  bigEndian(Buffer.from(bytes).reverse());
const toLittleEndian = (number: bigint) => toBigEndian(number).reverse();

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

  const checked = (bytes: Uint8Array, under = header) =>
    vendor.checkMembers({
      ...facts,
      signature: `${under}..${base64url(bytes)}`,
    });
  const withValue = async (bytes: Uint8Array) =>
    outcomeOf(await checked(bytes));

  describe('with a signature of another shape', () => {
    it('is refused unless it has 64 bytes', async () => {
      for (let length = 0; length <= 200; length += 1) {
        const bytes = Buffer.concat([value, value, value, value]);
        expect([length, await withValue(bytes.subarray(0, length))]).toEqual([
          length,
          length === 64 ? 'verified' : 'signature',
        ]);
      }
    });

    it('is refused with bytes before it, and with its halves swapped', async () => {
      const [first, second] = [value.subarray(0, 32), value.subarray(32)];
      for (const bytes of [
        Buffer.concat([Buffer.alloc(1), value]),
        Buffer.concat([second, first]),
        Buffer.concat([first, first]),
        Buffer.concat([second, second]),
        Buffer.from(value).reverse(),
      ]) {
        expect(await withValue(bytes)).toBe('signature');
      }
    });

    it('is refused if it belongs to a header with other whitespace', async () => {
      const spaced = base64url(
        JSON.stringify({ alg: algorithm, kid: 'vendor-1' }, null, 1),
      );
      expect(outcomeOf(await checked(value, spaced))).toBe('signature');
    });
  });

  if (algorithm === 'EdDSA') {
    it('is refused with any other S of the same remainder', async () => {
      // RFC 8032 section 5.1.7: S is below the order, or the signature could be written in several ways.
      const [first, second] = [value.subarray(0, 32), value.subarray(32)];
      const s = littleEndian(second);
      let tried = 0;
      for (
        let other = s + ED25519_ORDER;
        other < 2n ** 256n;
        other += ED25519_ORDER
      ) {
        tried += 1;
        expect(
          await withValue(Buffer.concat([first, toLittleEndian(other)])),
        ).toBe('signature');
      }
      expect(tried).toBeGreaterThanOrEqual(14);
      expect(
        await withValue(
          Buffer.concat([first, toLittleEndian(ED25519_ORDER - s)]),
        ),
      ).toBe('signature');
    });

    // Points of order 1, 2, 4 and 8, some written in a way that RFC 8032 section 5.1.3 does not decode.
    it.each([
      `01${'00'.repeat(31)}`,
      `01${'00'.repeat(30)}80`,
      `ec${'ff'.repeat(30)}7f`,
      `ec${'ff'.repeat(31)}`,
      `ee${'ff'.repeat(30)}7f`,
      '00'.repeat(32),
      `${'00'.repeat(31)}80`,
      `ed${'ff'.repeat(30)}7f`,
      `ed${'ff'.repeat(31)}`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    ])('is refused with the point %s for R', async point => {
      const s = value.subarray(32);
      for (const second of [s, Buffer.alloc(32), toLittleEndian(1n)]) {
        expect(
          await withValue(Buffer.concat([Buffer.from(point, 'hex'), second])),
        ).toBe('signature');
      }
    });
  } else {
    it('says the same with s mirrored, as anybody could', async () => {
      // With (r, s), (r, n - s) verifies as well: FIPS 186-4 section 6.4 and RFC 7518 section 3.4 ask for no low s,
      // and vendors' tools make both. It does no harm: the facts are the same, and so is the digest, by which
      // files are told apart; nothing may tell them apart by their signature.
      const s = bigEndian(value.subarray(32));
      const mirrored = Buffer.concat([
        value.subarray(0, 32),
        toBigEndian(P256_ORDER - s),
      ]);
      const [genuine, other] = [await checked(value), await checked(mirrored)];
      expect(outcomeOf(other)).toBe('verified');
      expect(other.verified?.digest).toBe(genuine.verified?.digest);
      expect(other.verified?.document).toEqual(genuine.verified?.document);
    });

    it('is refused with r or s at a border of their range', async () => {
      const [r, s] = [value.subarray(0, 32), value.subarray(32)].map(bigEndian);
      const borders = [
        0n,
        1n,
        P256_ORDER - 1n,
        P256_ORDER,
        P256_ORDER + 1n,
        P256_PRIME,
        2n ** 256n - 1n,
      ];
      for (const border of borders) {
        for (const [one, two] of [
          [border, s],
          [r, border],
          ...borders.map(other => [border, other]),
        ]) {
          expect([
            one,
            two,
            await withValue(
              Buffer.concat([toBigEndian(one), toBigEndian(two)]),
            ),
          ]).toEqual([one, two, 'signature']);
        }
      }
    });

    it('is refused with r mirrored', async () => {
      const r = bigEndian(value.subarray(0, 32));
      expect(
        await withValue(
          Buffer.concat([toBigEndian(P256_ORDER - r), value.subarray(32)]),
        ),
      ).toBe('signature');
    });
  }
});
