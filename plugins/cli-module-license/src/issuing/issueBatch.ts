import { isError } from '@backstage/errors';
import { IssuedLicense } from '@thetasecure/backstage-plugin-license-file';
import { CommandError } from '../commandLine/CommandError';
import { Progress } from '../commandLine/Progress';
import { issueOrder, Signing } from './issueOrder';
import { OrderRow } from './readOrders';

/** So many bad rows are told at once. */
const TOLD_ROWS = 20;

/** A license of a batch, to be written. */
export interface BatchFile {
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
  const progress = new Progress(rows.length);
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
          `Row ${row}: its file would be that of row ${other}; give it a license id that differs by more than capitals, or ":" and "_".`,
        );
      }
      rowOf.set(name.toLowerCase(), row);
      files.push({ name, issued });
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
