import { InstalledLicense } from './InstalledLicense';

/** In the order of code units: it is the same on every machine and in every language. */
const byId = (a: InstalledLicense, b: InstalledLicense): number => {
  if (a.licenseId === b.licenseId) {
    return 0;
  }
  return a.licenseId < b.licenseId ? -1 : 1;
};

/** Whether `a` stands for a license id rather than `b`. */
function goesFirst(a: InstalledLicense, b: InstalledLicense): boolean {
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
 * that cannot be verified never stands before one that can.
 *
 * @returns the licenses, sorted by id
 */
export function deduplicate(
  uploads: readonly InstalledLicense[],
  files: readonly InstalledLicense[],
): InstalledLicense[] {
  const first = new Map<string, InstalledLicense>();
  for (const license of [...uploads, ...files]) {
    const identity = identityOf(license);
    const other = first.get(identity);
    if (!other || goesFirst(license, other)) {
      first.set(identity, license);
    }
  }
  return [...first.values()].sort(byId);
}
