import { hash } from 'node:crypto';
import { constants, Stats } from 'node:fs';
import {
  FileHandle,
  lstat,
  open,
  readdir,
  readlink,
  realpath,
  stat,
} from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { MAX_LICENSE_FILE_BYTES } from '../reading/readJsonObject';

/** Why a file could not be read: the code of the operating system, which names no path. */
const fileFaultOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? 'unknown reason';

/** A license file that the operator mounted, or a place where there is none. */
export interface MountedFile {
  /**
   * Its name without folder; of several files of one name each but the first has `#2`, `#3`… behind it. Of
   * `license.documents`: `config:0`, `config:1`…
   */
  name: string;
  /** Exactly its bytes, at most one more than allowed, so that a longer file is seen to be; empty if not read. */
  bytes: Uint8Array;
  /** SHA-256 of the bytes, hex; empty if it cannot be read. */
  digest: string;
  /** Why it cannot be read, or what was found there instead; absent if it can. */
  fault?: string;
  /** What to do, with a fault. */
  remedy?: string;
  /** It is what the configuration names, and yields no license file: it is shown, and not counted as installed. */
  isPlace?: true;
}

/** More would only wait: unless told otherwise, Node reads files in four threads. */
const READS_IN_FLIGHT = 16;

/** So often a file is resolved again that was swapped between being resolved and opened. */
const MAX_ATTEMPTS = 5;

const LICENSE_NAME = /^[^.]+$|^[^.].*\.(json|lic|license)$/is;

class Unread extends Error {
  readonly remedy: string;
  /** The next attempt may find something else. */
  readonly isPassing: boolean;

  constructor(
    message: string,
    remedy: string,
    options?: { isPassing?: boolean },
  ) {
    super(message);
    this.remedy = remedy;
    this.isPassing = options?.isPassing ?? false;
  }
}

const isMissing = (error: unknown) => fileFaultOf(error) === 'ENOENT';

/** What is said of a file that was swapped since its path was resolved, also in a Kubernetes update. */
const PASSING_CODES = ['ENOENT', 'ELOOP', 'ENXIO', 'ESTALE'];
const isPassing = (error: unknown) =>
  error instanceof Unread
    ? error.isPassing
    : PASSING_CODES.includes(fileFaultOf(error));

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) {
    return 'a folder';
  }
  if (stats.isFIFO()) {
    return 'a pipe';
  }
  return stats.isSocket() ? 'a socket' : 'a device';
}

const changed = () =>
  new Unread(
    'The file changed again and again while it was read.',
    'Write a new file beside it, and move it to its place in one step.',
    { isPassing: true },
  );

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Where a file is that was opened, whatever its path leads to by now. */
async function whereIs(file: FileHandle, path: string): Promise<string> {
  try {
    return await readlink(`/proc/self/fd/${file.fd}`);
  } catch {
    // Not Linux, or not allowed to look: what the path leads to now has to be the very same file.
    const target = await realpath(path);
    const [opened, there] = await Promise.all([
      file.stat({ bigint: true }),
      lstat(target, { bigint: true }),
    ]);
    if (opened.dev !== there.dev || opened.ino !== there.ino) {
      throw changed();
    }
    return target;
  }
}

/** Holds no more than what was read, and sees a file that grows or shrinks meanwhile. */
async function readBytes(
  file: FileHandle,
  size: number,
  maxBytes: number,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.min(size, maxBytes) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length);
    if (bytesRead === 0) {
      break;
    }
    length += bytesRead;
  }
  if (length !== Math.min(size, maxBytes + 1)) {
    throw changed();
  }
  return buffer.slice(0, length);
}

/**
 * Reads a regular file whose path stays inside of a folder once its links are followed, as do those a Kubernetes
 * secret is made of (`license.json` to `..data/license.json`, and `..data` to a dated folder beside it).
 *
 * @remarks
 * Every part of a path can be swapped between two calls. So the last one is opened without following or waiting,
 * and what counts is what was opened.
 */
async function readOnce(
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const target = await realpath(path);
  if (!isInside(folder, target)) {
    throw new Unread(
      'The file is a symbolic link out of its folder, which is not followed.',
      'Put the license file itself there, or name the file that the link leads to in the configuration.',
    );
  }
  // Opening is enough to start some devices, and to let a writer of a pipe go.
  const kind = await lstat(target);
  if (!kind.isFile()) {
    throw kind.isSymbolicLink()
      ? changed()
      : new Unread(
          `It is ${kindOf(kind)}, not a file.`,
          'Put a license file in its place, or take it away.',
        );
  }
  const file = await open(
    target,
    // Each is a bit of its own, or is not there: Windows has neither.
    constants.O_RDONLY +
      (constants.O_NOFOLLOW ?? 0) +
      (constants.O_NONBLOCK ?? 0),
  );
  try {
    const opened = await file.stat();
    if (!opened.isFile() || !isInside(folder, await whereIs(file, path))) {
      throw changed();
    }
    return await readBytes(file, opened.size, maxBytes);
  } finally {
    await file.close();
  }
}

async function readInside(
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(folder, path, maxBytes);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isPassing(error)) {
        throw error;
      }
    }
  }
}

/** Whether anything is at a path itself, also a link that leads nowhere, or what may not be looked at. */
export async function existsAt(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    error => !isMissing(error),
  );
}

function asRead(name: string, bytes: Uint8Array): MountedFile {
  return { name, bytes, digest: hash('sha256', bytes) };
}

async function asUnread(path: string, error: unknown): Promise<MountedFile> {
  const code = fileFaultOf(error);
  let fault = `It cannot be read (${code}).`;
  let remedy = 'Put a license file there that can be read.';
  if (error instanceof Unread) {
    ({ message: fault, remedy } = error);
  } else if (code === 'EACCES' || code === 'EPERM') {
    remedy = 'Let the user that the backend runs as read it.';
  } else if (isMissing(error)) {
    fault = (await existsAt(path))
      ? 'It is a symbolic link that leads nowhere.'
      : 'There is no file or folder at this path.';
    remedy = 'Mount or put it there, or remove it from the configuration.';
  }
  const name = basename(resolve(path)) || path;
  return { name, bytes: new Uint8Array(), digest: '', fault, remedy };
}

/**
 * Reads one file that is named by itself, such as a revocation list: at most so many bytes and one more. Never
 * throws: it is a place if it cannot be read.
 */
export async function readMountedFile(
  path: string,
  maxBytes: number,
): Promise<MountedFile> {
  try {
    const folder = await realpath(dirname(path));
    return asRead(basename(path), await readInside(folder, path, maxBytes));
  } catch (error) {
    return { ...(await asUnread(path, error)), isPlace: true };
  }
}

/** `undefined` if it is gone, or a folder in the folder such as `lost+found`, whose name says nothing else. */
async function readListed(
  folder: string,
  name: string,
): Promise<MountedFile | undefined> {
  const path = join(folder, name);
  try {
    return asRead(name, await readInside(folder, path, MAX_LICENSE_FILE_BYTES));
  } catch (error) {
    const kind = await stat(path).catch(() => undefined);
    const isFolder = extname(name) === '' && kind?.isDirectory();
    // Under a name that is not UTF-8 nothing is found, and yet it is there.
    const isThere = name.includes('\ufffd') || (await existsAt(path));
    return isThere && !isFolder ? asUnread(path, error) : undefined;
  }
}

function nothingOf(names: readonly string[]): Unread {
  const [visible, hidden] = [false, true].map(isHidden =>
    names.filter(name => name.startsWith('.') === isHidden),
  );
  const shown = [...visible, ...hidden].slice(0, 3).map(name => `"${name}"`);
  const more = names.length - shown.length;
  return new Unread(
    names.length === 0
      ? 'It is an empty folder.'
      : `The folder holds only other names: ${shown.join(', ')}${
          more ? ` and ${more} more` : ''
        }.`,
    'Put a license file there whose name ends in .json, .lic or .license, or has no suffix; or remove the folder from the configuration.',
  );
}

async function readFolder(
  path: string,
  signal: AbortSignal | undefined,
): Promise<MountedFile[]> {
  const folder = await realpath(path);
  const names = (await readdir(folder)).sort();
  const wanted = names.filter(name => LICENSE_NAME.test(name));
  const files = new Array<MountedFile | undefined>(wanted.length);
  // All lanes take from one iterator, so that as many are in flight until the end.
  const queue = wanted.entries();
  const readLane = async () => {
    for (const [index, name] of queue) {
      signal?.throwIfAborted();
      files[index] = await readListed(folder, name);
    }
  };
  await Promise.all(Array.from({ length: READS_IN_FLIGHT }, readLane));
  const found = files.flatMap(file => file ?? []);
  if (found.length === 0) {
    throw nothingOf(names);
  }
  return found;
}

async function readPath(
  path: string,
  signal: AbortSignal | undefined,
): Promise<MountedFile[]> {
  try {
    const isFolder = (await stat(path)).isDirectory();
    return isFolder
      ? await readFolder(path, signal)
      : [await readMountedFile(path, MAX_LICENSE_FILE_BYTES)];
  } catch (error) {
    signal?.throwIfAborted();
    return [{ ...(await asUnread(path, error)), isPlace: true }];
  }
}

function documentOf(text: string, index: number): MountedFile {
  const name = `config:${index}`;
  // A text from an environment variable that is not set is empty.
  if (text.trim() === '') {
    return {
      name,
      bytes: new Uint8Array(),
      digest: '',
      fault: `license.documents[${index}] is empty.`,
      remedy:
        'Fill the environment variable or file that it is taken from, or remove it from the configuration.',
      isPlace: true,
    };
  }
  const bytes = new TextEncoder().encode(text);
  return asRead(name, bytes.slice(0, MAX_LICENSE_FILE_BYTES + 1));
}

/** Gives each its own name, also beside a file that is called `license#2` itself. */
function nameApart(files: readonly MountedFile[]): MountedFile[] {
  const counts = new Map<string, number>();
  return files.map(file => {
    let count = counts.get(file.name) ?? 0;
    let name: string;
    do {
      count += 1;
      name = count === 1 ? file.name : `${file.name}#${count}`;
    } while (counts.has(name));
    counts.set(file.name, count);
    counts.set(name, counts.get(name) ?? 1);
    return { ...file, name };
  });
}

/**
 * Reads the license files of `license.files`, where each path is a file or a folder of them (not deeper), and the
 * texts of `license.documents`. Nothing that is wrong with one of them stops the portal: it is told in its row.
 *
 * @throws the reason of the signal, if it is aborted
 */
export async function readMountedFiles(options: {
  paths: readonly string[];
  documents: readonly string[];
  signal?: AbortSignal;
}): Promise<MountedFile[]> {
  const { paths, documents, signal } = options;
  // Documents come first, so that no file takes their names.
  const found = [documents.map(documentOf)];
  for (const path of paths) {
    signal?.throwIfAborted();
    found.push(await readPath(path, signal));
  }
  return nameApart(found.flat());
}
