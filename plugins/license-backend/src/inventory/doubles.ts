import { InstalledLicense } from './InstalledLicense';
import { exchange, findById } from './sorted';

/** Whether the license is verified, and stored as it was installed. */
export const isSound = ({ verified, checks }: InstalledLicense) =>
  verified !== undefined &&
  !checks.some(({ code, status }) => code === 'integrity' && status === 'fail');

/** Whether `a` stands for a license id rather than `b`. */
function goesFirst(a: InstalledLicense, b: InstalledLicense): boolean {
  if (isSound(a) !== isSound(b)) {
    return isSound(a);
  }
  if (!a.verified || !b.verified) {
    return Boolean(a.verified);
  }
  if (a.verified.issuedAt !== b.verified.issuedAt) {
    return a.verified.issuedAt > b.verified.issuedAt;
  }
  return a.source === 'file' && b.source === 'upload';
}

/**
 * What an entry is a double of. A file that cannot be verified has no license id, only a name that looks like
 * one: it is nobody's double.
 */
const identityOf = ({ licenseId, source, verified }: InstalledLicense) =>
  source === 'file' && !verified ? `unverified ${licenseId}` : licenseId;

/**
 * Leaves each license id once: of a file and an upload the one issued later, the file if they are equal. One
 * that cannot be verified, or was put there behind the API, never stands before one that is sound.
 *
 * @param uploads - each id once, sorted by id
 * @returns the licenses, sorted by id; without files they are the uploads themselves
 */
export function withoutDoubles(
  uploads: readonly InstalledLicense[],
  files: readonly InstalledLicense[],
): readonly InstalledLicense[] {
  if (files.length === 0) {
    return uploads;
  }
  const ids = new Set(files.map(({ licenseId }) => licenseId));
  const doubles = [...ids].flatMap(
    licenseId => findById(uploads, licenseId) ?? [],
  );
  const first = new Map<string, InstalledLicense>();
  for (const entry of [...doubles, ...files]) {
    const other = first.get(identityOf(entry));
    if (!other || goesFirst(entry, other)) {
      first.set(identityOf(entry), entry);
    }
  }
  return exchange(uploads, ids, [...first.values()]);
}
