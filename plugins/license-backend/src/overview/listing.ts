import { LicensesQuery } from '@thetasecure/backstage-plugin-license-common';
import { EvaluatedLicense } from '../inventory/InstalledLicense';

/** Whether a license is among those a query asks for. Keys cannot be searched for. */
export function matches(
  { installed, status }: EvaluatedLicense,
  query: Pick<LicensesQuery, 'search' | 'status'>,
): boolean {
  if (query.status && !query.status.includes(status)) {
    return false;
  }
  if (query.search === undefined) {
    return true;
  }
  const document = installed.verified?.document;
  const wanted = query.search.toLowerCase();
  return [
    installed.licenseId,
    document?.product,
    document?.customer.name,
    document?.customer.email,
  ].some(text => text?.toLowerCase().includes(wanted));
}

/** What a license is ordered by; `undefined` if that cannot be verified. */
function orderKey(
  { installed, status }: EvaluatedLicense,
  field: LicensesQuery['orderBy'],
): string | number | undefined {
  const document = installed.verified?.document;
  switch (field) {
    case 'customer':
      return document?.customer.name.toLowerCase();
    case 'product':
      return document?.product.toLowerCase();
    case 'maxUsers':
      return document?.maxUsers;
    case 'validFrom':
      return document?.validFrom;
    case 'validUntil':
      return document?.validUntil;
    case 'installedAt':
      return installed.installedAt;
    case 'status':
      return status;
    default:
      return installed.licenseId;
  }
}

const compare = <T extends string | number>(a: T, b: T) => {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
};

/**
 * Orders licenses. What has nothing to be ordered by comes last either way, and equal ones come by license id,
 * so that pages never overlap.
 */
export function orderLicenses(
  licenses: readonly EvaluatedLicense[],
  { orderBy, order }: Pick<LicensesQuery, 'orderBy' | 'order'>,
): EvaluatedLicense[] {
  const sign = order === 'desc' ? -1 : 1;
  return licenses
    .map(license => ({ license, key: orderKey(license, orderBy) }))
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) {
        const missing =
          Number(a.key === undefined) - Number(b.key === undefined);
        if (missing !== 0) {
          return missing;
        }
      } else {
        const difference = compare(a.key, b.key) * sign;
        if (difference !== 0) {
          return difference;
        }
      }
      return compare(
        a.license.installed.licenseId,
        b.license.installed.licenseId,
      );
    })
    .map(({ license }) => license);
}
