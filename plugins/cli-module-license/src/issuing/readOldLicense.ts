import { LicenseDocument } from '@thetasecure/backstage-plugin-license-common';
import {
  checkLicenseFile,
  SignedFacts,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-file';
import { readInput } from '../commandLine/files';
import { refuseToSign } from '../commandLine/trustedKeys';

/**
 * Reads the license that is renewed. It must be genuine: what it says is signed once more, and it may have come
 * back from a customer.
 */
export async function readOldLicense(
  path: string,
  keys: TrustedKeys,
): Promise<SignedFacts<LicenseDocument>> {
  const { checks, verified } = await checkLicenseFile(
    await readInput(path),
    keys,
  );
  if (!verified) {
    throw refuseToSign(path, checks);
  }
  return verified;
}
