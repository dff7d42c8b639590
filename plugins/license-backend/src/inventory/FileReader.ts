import { Check } from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import { LicenseStore } from '../database/LicenseStore';
import { inDeployment, InstalledLicense, verify } from './InstalledLicense';
import { MountedFile, readLicenseFiles } from './LicenseFolder';
import { Yardstick } from './UploadReader';

/** A license file, and the license that is in it. */
export interface ReadFile {
  /** Its name; of several files of one name each but the first has a number behind it. */
  name: string;
  /** SHA-256 of its bytes, hex; empty if they cannot be read. */
  digest: string;
  license: InstalledLicense;
}

/** Reads and verifies the license files that the operator mounts. */
export class FileReader {
  readonly #store: LicenseStore;
  readonly #paths: readonly string[];
  readonly #noted = new Map<string, string>();
  /** What was read last, to be found again as long as the bytes are the same. */
  #last: { files: ReadonlyMap<string, ReadFile>; by?: Yardstick } = {
    files: new Map(),
  };

  constructor(options: { store: LicenseStore; paths: readonly string[] }) {
    this.#store = options.store;
    this.#paths = options.paths;
  }

  /** @param options - `verifyAgain`: verify also signatures of files that are as they were */
  async read(
    yardstick: Yardstick,
    options?: { verifyAgain?: boolean; signal?: AbortSignal },
  ): Promise<ReadFile[]> {
    const mounted = await readLicenseFiles(this.#paths);
    const firstSeen = await this.#noteFiles(mounted);
    const names = new Map<string, number>();
    const files: ReadFile[] = [];
    for (const file of mounted) {
      options?.signal?.throwIfAborted();
      const count = (names.get(file.name) ?? 0) + 1;
      names.set(file.name, count);
      const name = `${file.name}${count > 1 ? `#${count}` : ''}`;
      const known = options?.verifyAgain
        ? undefined
        : this.#find(name, file, yardstick);
      if (known) {
        files.push(known);
        continue;
      }
      const facts = await judgeFile(file, yardstick);
      files.push({
        name,
        digest: file.digest,
        license: {
          licenseId: facts.verified?.document.licenseId ?? `file:${name}`,
          source: 'file',
          installedAt: firstSeen.get(file)!,
          installedBy: `file:${file.name}`,
          ...facts,
        },
      });
    }
    await this.#noteVersions(files.map(({ license }) => license));
    this.#last = {
      files: new Map(files.map(file => [file.name, file])),
      by: yardstick,
    };
    return files;
  }

  #find(
    name: string,
    { digest, fault }: MountedFile,
    { keys, terms }: Yardstick,
  ): ReadFile | undefined {
    const { files, by } = this.#last;
    const known = files.get(name);
    const isLasting =
      // What was issued ahead of the clock is worth something else once the clock has come there.
      (known?.license.verified?.issuedAt ?? Infinity) <= Date.now();
    return isLasting &&
      !fault &&
      known?.digest === digest &&
      by?.keys === keys &&
      by.terms === terms
      ? known
      : undefined;
  }

  async #noteFiles(files: MountedFile[]) {
    const key = (file: MountedFile) => `${file.digest} ${file.name}`;
    const unknown = files.filter(file => !this.#noted.has(key(file)));
    const seen = await this.#store.noteFiles(
      unknown.map(({ name, digest }) => ({ file: name, digest })),
    );
    unknown.forEach((file, index) => this.#noted.set(key(file), seen[index]));
    return new Map(
      files.map(file => [file, this.#noted.get(key(file)) ?? toInstant(0)]),
    );
  }

  async #noteVersions(licenses: InstalledLicense[]) {
    const versions = licenses.flatMap(({ licenseId, verified }) =>
      verified && !this.#noted.has(verified.digest)
        ? [{ licenseId, issuedAt: verified.issuedAt, digest: verified.digest }]
        : [],
    );
    // Two files of one id in one statement would be a conflict with itself: the newest of each is noted.
    const newest = new Map<string, (typeof versions)[number]>();
    for (const version of versions) {
      const other = newest.get(version.licenseId);
      if (!other || other.issuedAt < version.issuedAt) {
        newest.set(version.licenseId, version);
      }
    }
    await this.#store.noteVersions([...newest.values()]);
    for (const { digest } of versions) {
      this.#noted.set(digest, digest);
    }
  }
}

async function judgeFile(file: MountedFile, { keys, terms }: Yardstick) {
  return file.fault
    ? { checks: [unreadable(file.fault)] }
    : inDeployment(await verify(file.bytes, keys, terms), terms, Date.now());
}

function unreadable(fault: string): Check {
  return {
    code: 'format',
    status: 'fail',
    message: fault,
    remedy:
      'Put a readable license file there, or remove the path from license.files.',
  };
}
