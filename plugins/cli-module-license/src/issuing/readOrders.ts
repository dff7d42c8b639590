import { JsonObject } from '@backstage/types';
import { CsvError, parse } from 'csv-parse/sync';
import { CommandError } from '../commandLine/CommandError';
import { nameOf, readInput } from '../commandLine/files';
import { layer, numberIn, present } from './memberOptions';
import { Order } from './issueOrder';

/** One row of the file; the row of the headings is number 1, as in a spreadsheet. */
export interface OrderRow extends Order {
  row: number;
}

type Cells = Record<string, string | undefined>;

// Ids and features hold no spaces; a comma would end the cell.
const list = (cell: string | undefined) =>
  cell?.split(/[\s;]+/).filter(Boolean);

const COLUMNS: Record<string, (cell: string | undefined) => unknown> = {
  licenseId: cell => cell,
  licenseKey: cell => cell,
  product: cell => cell,
  type: cell => cell,
  productInstanceId: cell => cell,
  'customer.name': cell => cell,
  'customer.email': cell => cell,
  maxUsers: numberIn,
  validFrom: cell => cell,
  validUntil: cell => cell,
  term: cell => cell,
  timeZone: cell => cell,
  gracePeriodDays: numberIn,
  features: list,
  supersedes: list,
  issuer: cell => cell,
  issuedAt: cell => cell,
};

function membersIn(cells: Cells): JsonObject {
  const { term: _, ...values } = Object.fromEntries(
    Object.entries(COLUMNS).map(([name, read]) => [name, read(cells[name])]),
  );
  const { 'customer.name': name, 'customer.email': email, ...members } = values;
  const customer = present({ name, email });
  return present({
    ...members,
    customer: Object.keys(customer).length > 0 ? customer : undefined,
  });
}

function checkHeadings(
  headings: (string | undefined)[],
  file: string,
): string[] {
  const known = headings.filter(
    (heading): heading is string =>
      heading !== undefined && Object.keys(COLUMNS).includes(heading),
  );
  if (known.length < headings.length) {
    const unknown = headings.find(heading => !known.includes(heading ?? ''));
    throw new CommandError(
      `${file} has a column ${
        unknown === undefined ? 'without a heading' : JSON.stringify(unknown)
      }; leave it out, or name it one of ${Object.keys(COLUMNS).join(', ')}`,
    );
  }
  const twice = known.find((name, at) => known.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new CommandError(
      `${file} has the column ${twice} twice; leave one of them out`,
    );
  }
  return known;
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
      columns: (headings: (string | undefined)[]) =>
        checkHeadings(headings, file),
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

/** Where csv-parse was when it threw; its types do not tell. */
interface CsvPlace {
  records: number;
  empty_lines: number;
}

/**
 * Reads orders from a CSV file with headings; empty cells say nothing.
 *
 * @param defaults - what holds for every row that does not say otherwise
 */
export async function readOrders(
  path: string,
  defaults: Order,
): Promise<OrderRow[]> {
  const file = nameOf(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(
      await readInput(path),
    );
  } catch (error) {
    if (error instanceof TypeError) {
      throw new CommandError(
        `${file} is not written in UTF-8; save it as "CSV UTF-8"`,
      );
    }
    throw error;
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
    members: layer(defaults.members, membersIn(cells)),
    // The end of a single row stands above the term of all.
    term: cells.term ?? (cells.validUntil ? undefined : defaults.term),
  }));
}
