import { Growth } from '../Bench';
import { Figure, Row } from '../Row';

/** What is to be said of a row: it keeps its bound, it does not, or nobody can tell. */
export type Verdict = 'ok' | 'over' | 'too noisy';

export function verdictOf({ result, bound, noise }: Row): Verdict {
  if (noise !== undefined) {
    return 'too noisy';
  }
  return result <= bound ? 'ok' : 'over';
}

/** With about three digits that mean something. */
function showNumber(value: number): string {
  if (Math.abs(value) >= 100) {
    return Math.round(value).toLocaleString('en-US');
  }
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** The median, and the lowest and the highest. */
const showFigure = ({ median, low, high }: Figure) =>
  `${showNumber(median)} (${showNumber(low)}–${showNumber(high)})`;

const withUnit = (text: string, unit: Row['boundUnit']) =>
  unit === 'x' ? `${text}×` : `${text} ${unit}`;

const table = (head: string[], lines: string[][]) =>
  [head, head.map(() => '---'), ...lines]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The table of everything that has a bound. */
export function rowTable(rows: readonly Row[]): string {
  return table(
    ['cost', 'database', 'measured', 'against', 'result', 'bound', 'verdict'],
    rows.map(row => [
      row.what,
      row.database ?? '',
      `${showFigure(row.own)} ${row.unit}`,
      row.other ? `${row.against}: ${showFigure(row.other)} ${row.unit}` : '',
      withUnit(showNumber(row.result), row.boundUnit),
      withUnit(String(row.bound), row.boundUnit),
      verdictOf(row),
    ]),
  );
}

/** One line for each cost, one column for each number of licenses. */
export function growthTable(growths: readonly Growth[]): string {
  const sizes = [
    ...new Set(growths.flatMap(({ figures }) => [...figures.keys()])),
  ].sort((a, b) => a - b);
  return table(
    [
      'milliseconds with so many licenses',
      'database',
      ...sizes.map(size => size.toLocaleString('en-US')),
    ],
    growths.map(({ what, database, figures }) => [
      what,
      database,
      ...sizes.map(size => {
        const figure = figures.get(size);
        return figure ? showFigure(figure) : '';
      }),
    ]),
  );
}
