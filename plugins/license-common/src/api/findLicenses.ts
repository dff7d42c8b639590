import { EvaluatedLicense } from '../domain/InstalledLicense';
import { shownFacts } from '../domain/shownFacts';
import { LicensesQuery } from './requests';
import { License } from './schemas';

type Query = Omit<LicensesQuery, 'limit' | 'offset' | 'at'>;

/**
 * A license as the API shows it. Of one that is not verified, nothing is told as fact.
 *
 * @public
 */
export function toLicense({ installed, status }: EvaluatedLicense): License {
  const { licenseId, source, installedAt, installedBy, verified } = installed;
  return {
    ...(verified && shownFacts(verified.document, verified.period)),
    licenseId,
    status,
    source,
    installedAt,
    installedBy,
  };
}

/** Whether a license is among those a query asks for. Keys cannot be searched for. */
function matches(
  { installed, status }: EvaluatedLicense,
  query: Query,
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

const compare = <T extends string | number>(a: T, b: T) =>
  Number(a > b) - Number(a < b);

/**
 * All licenses that a query asks for, in its order. What has nothing to be ordered by comes last either way, and equal
 * ones come by license id, so that pages never overlap.
 *
 * @public
 */
export function findLicenses(
  licenses: readonly EvaluatedLicense[],
  query: Query,
): EvaluatedLicense[] {
  const sign = query.order === 'desc' ? -1 : 1;
  return licenses
    .filter(license => matches(license, query))
    .map(license => ({ license, key: orderKey(license, query.orderBy) }))
    .sort((a, b) => {
      const difference =
        a.key === undefined || b.key === undefined
          ? Number(a.key === undefined) - Number(b.key === undefined)
          : compare(a.key, b.key) * sign;
      return (
        difference ||
        compare(a.license.installed.licenseId, b.license.installed.licenseId)
      );
    })
    .map(({ license }) => license);
}
