import { isError } from '@backstage/errors';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { CommandError } from './CommandError';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** What the operating system says, in words. */
export function reasonOf(error: unknown): string {
  const code = isError(error) ? String(error.code) : '';
  return REASONS[code] ?? `the system says ${code || 'nothing about it'}`;
}

/** What messages call an input. */
export const nameOf = (path: string) =>
  path === '-' ? 'the standard input' : path;

/** The bytes of a file, or of the standard input for `-`. */
export async function readInput(path: string): Promise<Buffer> {
  try {
    return path === '-' ? await buffer(process.stdin) : await readFile(path);
  } catch (error) {
    throw new CommandError(
      `${path} cannot be read: ${reasonOf(
        error,
      )}; name a file that can be read`,
    );
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
      throw new CommandError(
        `${path} is there already and is not overwritten; choose another name or move it away`,
      );
    }
    if (isMade) {
      await rm(path, { force: true });
    }
    throw new CommandError(
      `${path} cannot be written: ${reasonOf(error)}; choose another place`,
    );
  }
}

/** Replaces a file whole, or leaves it as it is. */
export async function replaceFile(
  path: string,
  text: string,
  mode: number,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeNew(temporary, text, mode);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new CommandError(
      `${path} cannot be written: ${reasonOf(error)}; choose another place`,
    );
  }
}
