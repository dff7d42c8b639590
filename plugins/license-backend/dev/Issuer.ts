import { JsonObject } from '@backstage/types';
import {
  createSigningKey,
  signLicense,
  signRevocationList,
} from '@thetasecure/backstage-plugin-license-node';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type SigningKey = Awaited<ReturnType<typeof createSigningKey>>['privateJwk'];

/** Stands in for the vendor: signs the licenses of this portal with a key made at its first start. */
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

  /** The text of a signed license file. */
  async sign(document: JsonObject): Promise<string> {
    return signLicense(document, this.#privateJwk);
  }

  /** The text of a signed revocation list. */
  async revoke(list: JsonObject): Promise<string> {
    return signRevocationList(list, this.#privateJwk);
  }
}

async function writeJson(file: string, value: unknown, mode?: number) {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode });
}
