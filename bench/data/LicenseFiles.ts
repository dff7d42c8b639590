import { createSigningKey } from '@thetasecure/backstage-plugin-license-node';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from '../processes';
import { FIRST_NEW } from './members';

type KeyPair = Awaited<ReturnType<typeof createSigningKey>>;

/** A signed license, and what is known of it without reading it again. */
export interface SignedLicense {
  licenseId: string;
  /** The text of its file. */
  document: string;
  /** SHA-256 of the signed payload, hex. */
  digest: string;
  /** Milliseconds since the epoch. */
  issuedAt: number;
  /** What the signature is made over. */
  signed: string;
  /** Base64url. */
  signature: string;
}

/** Which licenses to sign, and where to put them. */
export interface SigningOrder {
  from: number;
  until: number;
  now: number;
  privateJwk: KeyPair['privateJwk'];
  file: string;
}

/** Licenses that one process signs into one file: few of the first ones, as most need no more. */
const FIRST_PARTS = [0, 10, 1_000];
const PART = 5_000;

/** Processes that sign at the same time. */
const SIGNERS = 2;

/** The licenses that are installed, each of them signed once, when first asked for. */
export class LicenseFiles {
  /** The first `count` licenses are the same, whatever the count. */
  static async create(folder: string): Promise<LicenseFiles> {
    return new LicenseFiles(
      folder,
      await createSigningKey({ kid: 'bench-vendor' }),
    );
  }

  /** Seals the ledger. */
  readonly secret = randomBytes(32).toString('base64url');
  readonly #now = Date.now();
  readonly #folder: string;
  readonly #pair: KeyPair;
  readonly #signed = new Set<string>();

  private constructor(folder: string, pair: KeyPair) {
    this.#folder = folder;
    this.#pair = pair;
  }

  /** What portals trust. */
  get publicJwk() {
    return this.#pair.publicJwk;
  }

  /** Signs the first licenses, as far as they are not. */
  async parts(count: number): Promise<string[]> {
    const ends = [...FIRST_PARTS];
    while (ends.at(-1)! < count) {
      ends.push(ends.at(-1)! + PART);
    }
    const ranges = ends
      .slice(0, -1)
      .map((from, part) => ({ from, until: ends[part + 1] }))
      .filter(({ from }) => from < count);
    return this.#sign(ranges);
  }

  /** The first licenses, read from their files. */
  async first(count: number): Promise<SignedLicense[]> {
    const licenses: SignedLicense[] = [];
    for await (const license of readLicenses(await this.parts(count), count)) {
      licenses.push(license);
    }
    return licenses;
  }

  /** Licenses in force that are not installed anywhere. */
  async fresh(count: number): Promise<SignedLicense[]> {
    const files = await this.#sign([
      { from: FIRST_NEW, until: FIRST_NEW + count },
    ]);
    const licenses: SignedLicense[] = [];
    for await (const license of readLicenses(files, count)) {
      licenses.push(license);
    }
    return licenses;
  }

  async #sign(ranges: { from: number; until: number }[]): Promise<string[]> {
    const orders = ranges.map(range => ({
      ...range,
      now: this.#now,
      privateJwk: this.#pair.privateJwk,
      file: join(this.#folder, `licenses-${range.from}-${range.until}.jsonl`),
    }));
    const missing = orders.filter(({ file }) => !this.#signed.has(file));
    await Promise.all(
      Array.from({ length: SIGNERS }, async () => {
        for (let order = missing.shift(); order; order = missing.shift()) {
          await run(
            join(__dirname, 'signLicenses.ts'),
            order,
            join(this.#folder, 'signing.log'),
          );
          this.#signed.add(order.file);
        }
      }),
    );
    return orders.map(({ file }) => file);
  }
}

/** The first licenses of some files. */
export async function* readLicenses(
  files: readonly string[],
  count: number,
): AsyncGenerator<SignedLicense> {
  let left = count;
  for (const file of files) {
    for await (const line of createInterface(createReadStream(file))) {
      if (left === 0) {
        return;
      }
      left -= 1;
      yield JSON.parse(line);
    }
  }
}
