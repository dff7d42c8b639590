import { isError } from '@backstage/errors';
import { IssuedLicense } from '@thetasecure/backstage-plugin-license-file';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../commandLine/CommandError';
import { reasonOf, writeNew } from '../commandLine/files';
import { Progress } from '../commandLine/Progress';
import { issueOrder, Signing } from './issueOrder';
import { OrderRow } from './readOrders';

/** A license key in it is worth as much as a password. */
export const LICENSE_FILE_MODE = 0o600;

/** So many bad rows are told at once. */
const TOLD_ROWS = 20;

export interface BatchFile {
  row: number;
  name: string;
  issued: IssuedLicense;
}

/** A colon is for drive letters on some systems. */
const fileNameOf = (licenseId: string) =>
  `${licenseId.replace(/:/g, '_')}.json`;

/**
 * Issues a license for each row, in memory.
 *
 * @throws a `CommandError` that names the rows that are bad, and what is wrong with each
 */
export async function issueBatch(
  rows: readonly OrderRow[],
  signing: Signing,
): Promise<BatchFile[]> {
  const progress = new Progress(rows.length, 'rows');
  const files: BatchFile[] = [];
  const faults: string[] = [];
  const rowOf = new Map<string, number>();
  for (const order of rows) {
    const { row } = order;
    try {
      const issued = await issueOrder(order, signing);
      const name = fileNameOf(issued.file.document.licenseId);
      // Not every file system tells capital letters from small ones.
      const other = rowOf.get(name.toLowerCase());
      if (other !== undefined) {
        faults.push(
          `Row ${row}: its license id is that of row ${other}; give each its own.`,
        );
      }
      rowOf.set(name.toLowerCase(), row);
      files.push({ row, name, issued });
    } catch (error) {
      if (!isError(error) || error.name !== 'InputError') {
        throw error;
      }
      faults.push(`Row ${row}: ${error.message}.`);
    }
    await progress.step();
  }
  await progress.end();
  if (faults.length > 0) {
    const more = faults.length - TOLD_ROWS;
    throw new CommandError(
      [
        ...faults.slice(0, TOLD_ROWS),
        ...(more > 0 ? [`And ${more} more.`] : []),
        `Nothing was written: ${faults.length} of ${rows.length} rows are bad; mend them and run it again.`,
      ].join('\n'),
    );
  }
  return files;
}

/** Writes all files or none, each under the id of its license. */
export async function writeBatch(
  folder: string,
  files: readonly BatchFile[],
): Promise<void> {
  const isNew = await makeFolder(folder);
  const there = new Set(
    (await readdir(folder)).map(name => name.toLowerCase()),
  );
  const taken = files.find(({ name }) => there.has(name.toLowerCase()));
  if (taken) {
    throw new CommandError(
      `Row ${taken.row}: ${join(
        folder,
        taken.name,
      )} is there already and is not overwritten. Nothing was written; choose another folder or another license id`,
    );
  }
  const written: string[] = [];
  try {
    for (const { name, issued } of files) {
      const path = join(folder, name);
      await writeNew(path, issued.text, LICENSE_FILE_MODE);
      written.push(path);
    }
  } catch (error) {
    await Promise.all(written.map(path => rm(path, { force: true })));
    if (isNew) {
      await rm(folder, { recursive: true, force: true });
    }
    throw error;
  }
}

/** @returns whether it was not there */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    return (await mkdir(folder, { recursive: true })) !== undefined;
  } catch (error) {
    throw new CommandError(
      `${folder} cannot be made a folder: ${reasonOf(
        error,
      )}; choose another one with --out-dir`,
    );
  }
}
