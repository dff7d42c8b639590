import {
  createHmac,
  createSecretKey,
  hkdfSync,
  KeyObject,
  timingSafeEqual,
} from 'node:crypto';

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

  static create(secrets: readonly string[]): Sealer {
    return new Sealer(secrets.map(toKey));
  }

  private constructor(keys: readonly SealingKey[]) {
    this.#keys = keys;
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

  /** Seals with the key of this id, which has to be one that is configured. */
  sealWith(keyId: string, text: string): Seal {
    const key = this.#keys.find(({ id }) => id === keyId);
    if (!key) {
      throw new Error('There is no sealing key of this id');
    }
    return { keyId, value: hmac(key, text).toString('hex') };
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
}

/** A seal as one column holds it. */
export const printSeal = (seal: Seal | undefined): string | null =>
  seal ? `${seal.keyId}:${seal.value}` : null;

/** The other way round. */
export function parseSeal(text: string | null): Seal | undefined {
  const [keyId, value] = text?.split(':') ?? [];
  return keyId && value ? { keyId, value } : undefined;
}
