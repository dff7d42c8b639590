import { createPublicKey, KeyObject, verify } from 'node:crypto';
import { LicenseFiles } from '../data/LicenseFiles';

/** Verifications that are under way at the same time. */
const IN_FLIGHT = 4;

/** Verifies the signatures of licenses with the crypto module of Node.js alone. */
export class BareVerify {
  readonly #key: KeyObject;
  readonly #items: { signed: Buffer; signature: Buffer }[];

  static async of(files: LicenseFiles, count: number): Promise<BareVerify> {
    const licenses = await files.first(count);
    return new BareVerify(
      createPublicKey({ key: files.publicJwk as never, format: 'jwk' }),
      licenses.map(({ signed, signature }) => ({
        signed: Buffer.from(signed),
        signature: Buffer.from(signature, 'base64url'),
      })),
    );
  }

  private constructor(
    key: KeyObject,
    items: { signed: Buffer; signature: Buffer }[],
  ) {
    this.#key = key;
    this.#items = items;
  }

  /** @returns how long all of them took, in milliseconds */
  async run(): Promise<number> {
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      let next = 0;
      let done = 0;
      const verifyNext = () => {
        if (next === this.#items.length) {
          return;
        }
        const { signed, signature } = this.#items[next];
        next += 1;
        verify(null, signed, this.#key, signature, (error, isGood) => {
          if (error || !isGood) {
            reject(error ?? new Error('A signature does not fit'));
            return;
          }
          done += 1;
          if (done === this.#items.length) {
            resolve();
          }
          verifyNext();
        });
      };
      for (let started = 0; started < IN_FLIGHT; started += 1) {
        verifyNext();
      }
    });
    return performance.now() - began;
  }
}
