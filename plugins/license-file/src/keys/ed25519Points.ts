/**
 * y of the points on Ed25519 whose order is 1, 2, 4 or 8, as RFC 8032 section 5.1.2 writes it, in hex: the well-known
 * list, of Chalkias, Garillot and Nikolaenko, "Taming the many EdDSAs" (IACR ePrint 2020/1244), among others. Each
 * stands for two encodings, with either sign of x: 14 in all, of 8 points, 6 of which RFC 8032 would not decode.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  // 0, and p, which is 0 once more
  '0000000000000000000000000000000000000000000000000000000000000000',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  // 1, and p + 1
  '0100000000000000000000000000000000000000000000000000000000000000',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  // p - 1
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  // the two of order 8
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** p to 2^255 - 1: numbers that stand for a smaller one, which RFC 8032 section 5.1.3 does not decode. */
const UNREDUCED = /^(e[d-f]|f[0-9a-f])(ff){30}7f$/;

/** RFC 8032 section 5.1.2 keeps the sign of x in the highest bit of the last byte. */
function yOf(encoded: Uint8Array): string {
  const bytes = Buffer.from(encoded);
  bytes[31] %= 0x80;
  return bytes.toString('hex');
}

/**
 * Whether a public key on Ed25519 is a point of small order. Anybody can make signatures that such a key verifies, and
 * neither Node.js nor jose refuses it.
 *
 * @param encoded - 32 bytes
 */
export const isOfSmallOrder = (encoded: Uint8Array): boolean =>
  SMALL_ORDER.has(yOf(encoded));

/**
 * Whether a public key on Ed25519 is written with a number that is not reduced modulo p. Node.js takes it for the
 * point of the reduced one; other implementations do not, and one key would have two thumbprints.
 *
 * @param encoded - 32 bytes
 */
export const isUnreduced = (encoded: Uint8Array): boolean =>
  UNREDUCED.test(yOf(encoded));
