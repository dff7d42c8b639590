import {
  completeLicense,
  IssuedLicense,
  issueLicense,
  LicenseOrder,
} from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';

/** What licenses are signed with, and when. */
export interface Signing {
  privateJwk: JWK;
  /** In milliseconds since the epoch: the same for all licenses of one command. */
  now: number;
}

/** @throws an `InputError` that names the member at fault, or what is wrong with the key */
export async function issueOrder(
  order: LicenseOrder,
  { privateJwk, now }: Signing,
): Promise<IssuedLicense> {
  return issueLicense(completeLicense(order, { now }), privateJwk, { now });
}
