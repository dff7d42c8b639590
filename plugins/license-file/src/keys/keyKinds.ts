/** A kind of key that can sign licenses. */
export interface KeyKind {
  kty: string;
  crv: string;
  /** Names that `alg` may have, the one to sign with first. */
  algorithms: readonly string[];
  /** The members that hold the public point, 32 bytes each. */
  coordinates: readonly ('x' | 'y')[];
}

/** RFC 8037 with the names of RFC 9864, and RFC 7518 section 6.2. */
const KEY_KINDS: readonly KeyKind[] = [
  {
    kty: 'OKP',
    crv: 'Ed25519',
    algorithms: ['EdDSA', 'Ed25519'],
    coordinates: ['x'],
  },
  { kty: 'EC', crv: 'P-256', algorithms: ['ES256'], coordinates: ['x', 'y'] },
];

/** Said of any other key; completes a sentence that begins with which key it is. */
export const OF_ANOTHER_KIND =
  'is of a kind that licenses are not signed with: use a key on Ed25519 (kty OKP) or P-256 (kty EC)';

export function keyKindOf(jwk: {
  kty?: unknown;
  crv?: unknown;
}): KeyKind | undefined {
  return KEY_KINDS.find(({ kty, crv }) => jwk.kty === kty && jwk.crv === crv);
}
