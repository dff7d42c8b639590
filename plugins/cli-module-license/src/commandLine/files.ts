import { isError } from '@backstage/errors';
import { randomUUID } from 'node:crypto';
import {
  lstat,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { CommandError } from './CommandError';

const REASONS: Record<string, string> = {
  ENOTDIR: 'a file is where a folder should be',
  EEXIST: 'there is something else of this name',
  ENAMETOOLONG: 'its name is too long',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/**
 * What the operating system says, in words.
 *
 * @param missing - what it is that is not there, if something is not there
 */
export function reasonOf(
  error: unknown,
  missing: 'file' | 'folder' = 'folder',
): string {
  const code = isError(error) ? String(error.code) : '';
  if (code === 'ENOENT') {
    return `there is no such ${missing}`;
  }
  return REASONS[code] ?? `the system says ${code || 'nothing about it'}`;
}

/** A license key in a license file is worth as much as a password. */
export const SECRET_MODE = 0o600;

/** For what everybody may read. */
export const PUBLIC_MODE = 0o644;

/** What messages call an input. */
export const nameOf = (path: string) =>
  path === '-' ? 'the standard input' : path;

let isInputTaken = false;

/** The bytes of a file, or of the standard input for `-`. */
export async function readInput(path: string): Promise<Buffer> {
  if (path === '-') {
    if (isInputTaken) {
      throw new CommandError(
        'Only one thing can come from the standard input; put the others into files',
      );
    }
    isInputTaken = true;
  }
  try {
    return path === '-' ? await buffer(process.stdin) : await readFile(path);
  } catch (error) {
    throw new CommandError(
      `${nameOf(path)} cannot be read: ${reasonOf(
        error,
        'file',
      )}; name a file that can be read`,
    );
  }
}

const refuseToOverwrite = (path: string) =>
  new CommandError(
    `${path} is there already and is not overwritten; choose another name or move it away`,
  );

/** Before work that would be in vain; writing refuses once more. */
export async function refuseExisting(path: string): Promise<void> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw refuseToOverwrite(path);
  }
}

/**
 * Writes a file that is not there yet; one that is there is never overwritten.
 *
 * @param mode - of the file: 0o600 for what others must not read
 */
export async function writeNew(
  path: string,
  text: string,
  mode: number,
): Promise<void> {
  if (path === '-') {
    throw new CommandError(
      '"-" is the standard output only where the help says so; name a file',
    );
  }
  let isMade = false;
  try {
    const file = await open(path, 'wx', mode);
    isMade = true;
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isError(error) && error.code === 'EEXIST') {
      throw refuseToOverwrite(path);
    }
    if (isMade) {
      await rm(path, { force: true });
    }
    throw new CommandError(
      `${path} cannot be written: ${reasonOf(error)}; choose another place`,
    );
  }
}

/** Replaces a file whole, or leaves it as it is. Its mode stays; of a symbolic link, what it leads to is replaced. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const temporary = `${target}.${randomUUID()}.tmp`;
  const { mode } = await stat(target);
  // The last nine bits are permissions; what stands before them is the kind of file.
  await writeNew(temporary, text, mode % 0o1000);
  try {
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new CommandError(
      `${path} cannot be written: ${reasonOf(error)}; choose another place`,
    );
  }
}
