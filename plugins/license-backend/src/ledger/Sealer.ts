import {
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  KeyObject,
  timingSafeEqual,
} from 'node:crypto';

/** What stands for the key of a record that bears a digest, as no secret is configured. */
const DIGEST = 'sha256';

export const sha256 = (text: string | Uint8Array): string =>
  hash('sha256', text);

interface SealingKey {
  id: string;
  key: KeyObject;
}

/** A seal, and which key made it. */
export interface Seal {
  /** Names the key without telling anything of it. */
  keyId: string;
  /** HMAC-SHA-256, lower-case hex. */
  value: string;
}

/** `unknown`: sealed with a secret that is not configured here. */
export type SealVerdict = 'good' | 'bad' | 'unknown';

const derive = (secret: string, purpose: string, length: number) =>
  Buffer.from(
    hkdfSync('sha256', secret, '', `thetasecure-license ${purpose}`, length),
  );

const toKey = (secret: string): SealingKey => ({
  id: derive(secret, 'ledger key id', 8).toString('hex'),
  key: createSecretKey(derive(secret, 'ledger key', 32)),
});

const hmac = ({ key }: SealingKey, text: string) =>
  createHmac('sha256', key).update(text).digest();

/**
 * Seals texts with keys that are derived (HKDF-SHA-256, RFC 5869) from the secrets of `license.integrity.keys`:
 * the first seals, all verify.
 */
export class Sealer {
  readonly #keys: readonly SealingKey[];

  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map(toKey);
  }

  /** The id of the key that seals; absent if no secret is configured. */
  get keyId(): string | undefined {
    return this.#keys[0]?.id;
  }

  /** @returns `undefined` if no secret is configured */
  seal(text: string): Seal | undefined {
    const [key] = this.#keys;
    return key && { keyId: key.id, value: hmac(key, text).toString('hex') };
  }

  verify(text: string, seal: Seal): SealVerdict {
    const key = this.#keys.find(({ id }) => id === seal.keyId);
    if (!key) {
      return 'unknown';
    }
    const expected = hmac(key, text);
    const actual = Buffer.from(seal.value, 'hex');
    return expected.length === actual.length &&
      timingSafeEqual(expected, actual)
      ? 'good'
      : 'bad';
  }

  /** Seals a record beside the ledger, as one column holds it. Without a secret it is a digest. */
  sealRecord(text: string): string {
    const seal = this.seal(text);
    return seal ? `${seal.keyId}:${seal.value}` : `${DIGEST}:${sha256(text)}`;
  }

  /**
   * Whether a record is as it was written.
   *
   * @returns `unsealed` for a digest where a secret is configured: it is from before, or somebody else wrote it
   */
  verifyRecord(text: string, seal: string | null): SealVerdict | 'unsealed' {
    const [keyId, value] = seal?.split(':') ?? [];
    if (!keyId || !value) {
      return 'bad';
    }
    if (keyId !== DIGEST) {
      return this.verify(text, { keyId, value });
    }
    if (this.keyId) {
      return 'unsealed';
    }
    return value === sha256(text) ? 'good' : 'bad';
  }
}
