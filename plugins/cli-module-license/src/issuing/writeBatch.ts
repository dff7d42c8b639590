import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isError } from '@backstage/errors';
import { CommandError } from '../commandLine/CommandError';
import { reasonOf, SECRET_MODE, writeNew } from '../commandLine/files';
import { BatchFile } from './issueBatch';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const unusable = (folder: string, error: unknown) =>
  new CommandError(
    `The folder ${folder} cannot be used: ${reasonOf(
      error,
    )}; name another one with --out-dir`,
  );

/** @throws a `CommandError` if the folder holds something, as its files would be mixed with those of the batch */
export async function checkFolder(folder: string): Promise<void> {
  let names: string[] = [];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (!isError(error) || error.code !== 'ENOENT') {
      throw unusable(folder, error);
    }
  }
  if (names.length > 0) {
    throw new CommandError(
      `The folder ${folder} is not empty, and nothing in it is overwritten; name a new one with --out-dir`,
    );
  }
}

/**
 * Writes all licenses of a batch or none: into a folder beside, which then takes the place of the one that is meant.
 *
 * @param folder - new, or empty
 */
export async function writeBatch(
  folder: string,
  files: readonly BatchFile[],
): Promise<void> {
  const target = resolve(folder);
  const staging = `${target}.${randomUUID()}.tmp`;
  const leave = (signal: NodeJS.Signals) => {
    rmSync(staging, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  SIGNALS.forEach(signal => process.once(signal, leave));
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(staging, { mode: 0o700 });
    for (const { name, issued } of files) {
      await writeNew(join(staging, name), issued.text, SECRET_MODE);
    }
    // An empty folder makes room; one that was filled meanwhile does not.
    await rmdir(target).catch(() => {});
    await rename(staging, target);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error instanceof CommandError ? error : unusable(folder, error);
  } finally {
    SIGNALS.forEach(signal => process.off(signal, leave));
  }
}
