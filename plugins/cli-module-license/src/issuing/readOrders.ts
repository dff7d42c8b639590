import {
  layerOrders,
  LicenseOrder,
} from '@thetasecure/backstage-plugin-license-file';
import { CsvError, parse } from 'csv-parse/sync';
import { CommandError } from '../commandLine/CommandError';
import { nameOf, readInput } from '../commandLine/files';
import { numberIn, orderFrom } from './orderFrom';

/** One row of the file; the row of the headings is number 1, as in a spreadsheet. */
export interface OrderRow extends LicenseOrder {
  row: number;
}

type Cells = Record<string, string | undefined>;
type Cell = Cells[string];

const asItIs = (cell: Cell) => cell;

// Ids and features hold none of these.
const list = (cell: Cell) => cell?.split(/[\s,;]+/).filter(Boolean);

/** The headings that a file may have, and what is made of their cells. */
const COLUMNS = new Map<string, (cell: Cell) => unknown>([
  ['licenseId', asItIs],
  ['licenseKey', asItIs],
  ['product', asItIs],
  ['type', asItIs],
  ['productInstanceId', asItIs],
  ['customer.name', asItIs],
  ['customer.email', asItIs],
  ['maxUsers', numberIn],
  ['validFrom', asItIs],
  ['validUntil', asItIs],
  ['term', asItIs],
  ['timeZone', asItIs],
  ['gracePeriodDays', numberIn],
  ['features', list],
  ['supersedes', list],
  ['issuer', asItIs],
  ['issuedAt', asItIs],
]);

/** Of a heading that no license has: enough to find it by. */
const HEADING_SHOWN = 60;

const orderIn = (cells: Cells): LicenseOrder =>
  orderFrom(
    Object.fromEntries(
      [...COLUMNS].map(([heading, read]) => [heading, read(cells[heading])]),
    ),
  );

function checkHeadings(headings: Cell[], file: string): string[] {
  const checked: string[] = [];
  for (const heading of headings) {
    if (heading === undefined || !COLUMNS.has(heading)) {
      const name = JSON.stringify(heading?.slice(0, HEADING_SHOWN));
      throw new CommandError(
        `${file} has a column ${
          heading === undefined ? 'without a heading' : name
        }; leave it out, or name it one of ${[...COLUMNS.keys()].join(', ')}`,
      );
    }
    if (checked.includes(heading)) {
      throw new CommandError(
        `${file} has the column ${heading} twice; leave one of them out`,
      );
    }
    checked.push(heading);
  }
  return checked;
}

/** Where csv-parse was when it threw; its types do not tell. */
interface CsvPlace {
  records: number;
  empty_lines: number;
}

interface CsvRow {
  cells: Cells;
  row: number;
}

function parseCsv(text: string, file: string): CsvRow[] {
  const [firstLine] = text.split('\n', 1);
  try {
    return parse(text, {
      bom: true,
      // Spreadsheets separate columns by what is usual in the language of their user.
      delimiter:
        firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',',
      trim: true,
      skip_empty_lines: true,
      cast: cell => (cell === '' ? undefined : cell),
      columns: (headings: Cell[]) => checkHeadings(headings, file),
      onRecord: (cells: Cells, { records, empty_lines }): CsvRow => ({
        cells,
        row: records + empty_lines + 1,
      }),
    });
  } catch (error) {
    if (error instanceof CsvError) {
      const { records, empty_lines } = error as CsvError & CsvPlace;
      throw new CommandError(
        `Row ${records + empty_lines + 2} of ${file} cannot be read as CSV: ${
          error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS'
            ? 'it has more or fewer cells than there are headings'
            : 'its quotation marks do not match'
        }; mend that row`,
      );
    }
    throw error;
  }
}

/**
 * Reads orders from a CSV file with headings; empty cells say nothing.
 *
 * @param defaults - what holds for every row that does not say otherwise
 */
export async function readOrders(
  path: string,
  defaults: LicenseOrder,
): Promise<OrderRow[]> {
  const file = nameOf(path);
  let text: string | undefined;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(
      await readInput(path),
    );
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
  }
  // UTF-16 can pass for UTF-8 with many zeros.
  if (text === undefined || text.includes('\0')) {
    throw new CommandError(
      `${file} is not written in UTF-8; save it as "CSV UTF-8"`,
    );
  }
  const rows = parseCsv(text, file).filter(({ cells }) =>
    Object.values(cells).some(cell => cell !== undefined),
  );
  if (rows.length === 0) {
    throw new CommandError(
      `${file} has no row below its headings; put one order on each row`,
    );
  }
  return rows.map(({ cells, row }) => ({
    row,
    ...layerOrders(defaults, orderIn(cells)),
  }));
}
