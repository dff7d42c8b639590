import {
  Check,
  LicenseDocument,
  licenseDocumentSchema,
  LicenseFacts,
  licensePeriod,
  LicenseStatus,
  licenseStatuses,
  shownFacts,
} from '@thetasecure/backstage-plugin-license-common';
import { SignedFacts } from '@thetasecure/backstage-plugin-license-file';
import { table } from '../commandLine/output';

/** A license as it is shown: of members that the format does not know, only the names. */
export function showLicense(
  { document, facts }: SignedFacts<LicenseDocument>,
  period = licensePeriod(document),
) {
  const known = Object.keys(licenseDocumentSchema.shape);
  return {
    ...shownFacts(document, period),
    supersedes: document.supersedes,
    ...(document.issuer !== undefined && { issuer: document.issuer }),
    issuedAt: document.issuedAt,
    otherMembers: Object.keys(facts).filter(name => !known.includes(name)),
  };
}

/** What a license by itself is worth at an instant (milliseconds since the epoch). */
export function statusOf(
  verified: NonNullable<LicenseFacts['verified']>,
  checks: readonly Check[],
  now: number,
): LicenseStatus {
  return licenseStatuses([{ verified, checks }], now)[0];
}

const listed = (items: readonly string[]) =>
  items.length > 0 ? items.join(', ') : undefined;

export function tableOfLicense(
  license: ReturnType<typeof showLicense>,
): string {
  const { customer, validUntil, graceUntil, timeZone } = license;
  return table([
    ['License', license.licenseId],
    ['Key', license.maskedKey],
    ['Product', license.product],
    ['Type', license.type],
    ['Deployment', license.productInstanceId ?? 'any'],
    ['Customer', `${customer.name} <${customer.email}>`],
    ['Users', license.maxUsers],
    ['Valid', `${license.validFrom} to ${validUntil} (${timeZone})`],
    ['Grace until', graceUntil === validUntil ? undefined : graceUntil],
    ['Features', listed(license.features)],
    ['Supersedes', listed(license.supersedes)],
    ['Issuer', license.issuer],
    ['Issued', license.issuedAt],
    ['Other members', listed(license.otherMembers)],
  ]);
}
