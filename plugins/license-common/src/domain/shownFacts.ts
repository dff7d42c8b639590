import { LicenseDocument, maskLicenseKey } from '../document/LicenseDocument';
import { LicensePeriod } from './period';

/**
 * What of a verified license may be shown: everything that the format knows but the license key, which is masked.
 * Members that the format does not know stay out: nobody knows what they hold.
 *
 * @public
 */
export function shownFacts(
  document: LicenseDocument,
  { graceUntil }: Pick<LicensePeriod, 'graceUntil'>,
) {
  const { productInstanceId, customer } = document;
  return {
    licenseId: document.licenseId,
    product: document.product,
    type: document.type,
    maskedKey: maskLicenseKey(document.licenseKey),
    ...(productInstanceId !== undefined && { productInstanceId }),
    customer: { name: customer.name, email: customer.email },
    maxUsers: document.maxUsers,
    validFrom: document.validFrom,
    validUntil: document.validUntil,
    timeZone: document.timeZone,
    graceUntil,
    features: document.features,
  };
}
