import { MAX_LICENSE_FILE_BYTES } from '@thetasecure/backstage-plugin-license-node';
import { createHash } from 'node:crypto';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { fileFaultOf } from '../errors';

/** A license file that the operator mounted. */
export interface MountedFile {
  /** Its name, without folder. */
  name: string;
  /** The first bytes, at least as many as a license file may have; empty if it cannot be read. */
  bytes: Uint8Array;
  /** SHA-256 of the bytes, hex. */
  digest: string;
  /** Why it cannot be read; absent if it can. */
  fault?: string;
}

/** What a path is, or `undefined` if nobody can tell. */
const kindOf = async (path: string) => stat(path).catch(() => undefined);

/** One byte more than allowed, so that a longer file is seen to be too long without reading it whole. */
async function readStart(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(
        buffer,
        length,
        buffer.length - length,
        null,
      );
      if (bytesRead === 0) {
        break;
      }
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

/**
 * Whether a path stays inside of a folder once its links are followed. This is true for the links a Kubernetes
 * secret is made of (`license.json` to `..data/license.json`, and `..data` to a dated folder beside it).
 */
async function staysInside(folder: string, path: string): Promise<boolean> {
  const [base, target] = await Promise.all([realpath(folder), realpath(path)]);
  return target.startsWith(base.endsWith(sep) ? base : base + sep);
}

async function readMounted(
  folder: string,
  path: string,
  maxBytes = MAX_LICENSE_FILE_BYTES,
): Promise<MountedFile> {
  const file = { name: basename(path), bytes: new Uint8Array(), digest: '' };
  try {
    const kind = await stat(path);
    if (!(await staysInside(folder, path))) {
      return {
        ...file,
        fault: 'The file is a symbolic link out of its folder.',
      };
    }
    // Opening a pipe or a device could wait forever.
    if (!kind.isFile()) {
      return { ...file, fault: 'It is not a regular file.' };
    }
    const bytes = await readStart(path, maxBytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { ...file, bytes, digest };
  } catch (error) {
    return {
      ...file,
      fault: `The file cannot be read (${fileFaultOf(error)}).`,
    };
  }
}

async function listFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter(name => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .map(name => join(folder, name));
}

/** Reads a file that the operator mounted, at most so many bytes and one more. */
export async function readMountedFile(
  path: string,
  maxBytes: number,
): Promise<MountedFile> {
  return readMounted(dirname(path), path, maxBytes);
}

/**
 * Reads the license files of `license.files`: each path is a file, or a folder whose `*.json` are meant, not
 * deeper. A path that cannot be read is told as a faulty file: it never stops the portal.
 */
export async function readLicenseFiles(
  paths: readonly string[],
): Promise<MountedFile[]> {
  const files: MountedFile[] = [];
  for (const path of paths) {
    if ((await kindOf(path))?.isDirectory()) {
      try {
        for (const file of await listFolder(path)) {
          files.push(await readMounted(path, file));
        }
      } catch (error) {
        files.push({
          name: basename(path),
          bytes: new Uint8Array(),
          digest: '',
          fault: `The folder cannot be read (${fileFaultOf(error)}).`,
        });
      }
    } else {
      files.push(await readMounted(dirname(path), path));
    }
  }
  return files;
}
