import { InstalledLicense } from './InstalledLicense';

type Entry = Pick<InstalledLicense, 'licenseId'>;

/** By id, in the order of code units: it is the same on every machine and in every language. */
export const byId = (a: Entry, b: Entry): number => {
  if (a.licenseId === b.licenseId) {
    return 0;
  }
  return a.licenseId < b.licenseId ? -1 : 1;
};

/** Where the first entry stands, of those sorted by id, that does not come before an id. */
function placeOf(sorted: readonly Entry[], licenseId: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle].licenseId < licenseId) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Where an id stands among entries sorted by id; `undefined` if it is not there. */
export function indexById(
  sorted: readonly Entry[],
  licenseId: string,
): number | undefined {
  const place = placeOf(sorted, licenseId);
  return sorted[place]?.licenseId === licenseId ? place : undefined;
}

/** The entry of an id among entries sorted by id. */
export function findById<T extends Entry>(
  sorted: readonly T[],
  licenseId: string,
): T | undefined {
  const index = indexById(sorted, licenseId);
  return index === undefined ? undefined : sorted[index];
}

/**
 * Entries sorted by id, with those of some ids exchanged for others. What lies between is copied as it is: there are
 * a few changes among thousands.
 *
 * @param others - of these ids, in any order
 */
export function exchange<T extends Entry>(
  sorted: readonly T[],
  ids: Iterable<string>,
  others: readonly T[],
): T[] {
  const pieces: (readonly T[])[] = [];
  let start = 0;
  for (const licenseId of [...new Set(ids)].sort()) {
    let place = placeOf(sorted, licenseId);
    pieces.push(
      sorted.slice(start, place),
      others.filter(other => other.licenseId === licenseId),
    );
    while (sorted[place]?.licenseId === licenseId) {
      place += 1;
    }
    start = place;
  }
  return ([] as T[]).concat(...pieces, sorted.slice(start));
}
