import { JsonObject } from '@backstage/types';
import { Revocation } from '@thetasecure/backstage-plugin-license-common';
import {
  completeLicense,
  createSigningKey,
  extendRevocationList,
  issueLicense,
  signRevocationList,
} from '@thetasecure/backstage-plugin-license-node';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type SigningKey = Awaited<ReturnType<typeof createSigningKey>>['privateJwk'];

/** Stands in for the vendor: issues the licenses of this portal with a key made at its first start. */
export class Issuer {
  readonly #privateJwk: SigningKey;

  /** Uses the key in the folder. Without one it makes one, and the list of trusted keys with its public part. */
  static async open(folder: string): Promise<Issuer> {
    const file = join(folder, 'signing-key.json');
    if (!existsSync(file)) {
      const { privateJwk, publicJwk } = await createSigningKey({
        kid: 'development',
      });
      await writeJson(join(folder, 'trusted-keys.json'), { keys: [publicJwk] });
      await writeJson(file, privateJwk, 0o600);
    }
    return new Issuer(JSON.parse(await readFile(file, 'utf8')));
  }

  private constructor(privateJwk: SigningKey) {
    this.#privateJwk = privateJwk;
  }

  /**
   * The text of a license file, issued as the command line issues one.
   *
   * @param now - the day it is issued on, in milliseconds since the epoch: one that is expired by now was good then
   */
  async issue(members: JsonObject, now: number): Promise<string> {
    const { text } = await issueLicense(
      completeLicense({ members }, { now }),
      this.#privateJwk,
      { now },
    );
    return text;
  }

  /** The text of a first revocation list. */
  async revoke(revocations: Revocation[], now: number): Promise<string> {
    return signRevocationList(
      extendRevocationList(undefined, revocations, { now }),
      this.#privateJwk,
    );
  }
}

async function writeJson(file: string, value: unknown, mode?: number) {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode });
}
