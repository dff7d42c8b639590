import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const DIGITS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of a segment of a source map: groups of five bits, the lowest first, and the sign in the lowest bit. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit % 32) * 2 ** shift;
    shift += 5;
    if (digit < 32) {
      const magnitude = Math.floor(value / 2);
      numbers.push(value % 2 === 1 ? -magnitude : magnitude);
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}

/** A path from the top of the checkout, or the words of the bundler for what is its own. */
const pathOf = (source: string) =>
  source.replace(/^webpack:\/\/[^/]*\//, '').replace(/^(\.\.\/)+/, '');

/**
 * How many characters of a built script are of which source file, by path. What the bundler put between them counts as
 * the bundler's.
 */
export async function sourcesOf(
  dist: string,
  script: string,
): Promise<Map<string, number>> {
  const file = join(dist, 'static', script);
  const lines = (await readFile(file, 'utf8')).split('\n');
  const { mappings, sources } = JSON.parse(
    await readFile(`${file}.map`, 'utf8'),
  );
  const sizes = new Map<string, number>();
  const add = (source: string, size: number) =>
    sizes.set(source, (sizes.get(source) ?? 0) + size);
  let source = 0;
  mappings.split(';').forEach((encoded: string, line: number) => {
    let column = 0;
    let owner = 'bundler';
    for (const segment of encoded === '' ? [] : encoded.split(',')) {
      const [columns, sourceStep] = decode(segment);
      add(owner, columns);
      column += columns;
      source += sourceStep ?? 0;
      owner = sourceStep === undefined ? 'bundler' : pathOf(sources[source]);
    }
    add(owner, (lines[line]?.length ?? 0) - column);
  });
  return sizes;
}

/** The package that a source file is of. */
export function packageOf(source: string): string {
  const installed = source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/);
  return (
    installed?.[1] ??
    source.match(/^plugins\/[^/]+/)?.[0] ??
    source.replace(/^src\/.*/, 'portal')
  );
}
