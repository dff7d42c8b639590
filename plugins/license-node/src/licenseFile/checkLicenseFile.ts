import { Check } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { LicenseFile, readLicenseFile } from './readLicenseFile';
import { verifyLicenseFile } from './verifyLicenseFile';

/**
 * What was found in some bytes that are said to be a license file.
 *
 * @public
 */
export interface CheckedLicenseFile {
  /** `format`, `key` and `signature`, in this order, up to the first that fails. */
  checks: Check[];
  /** There only if all three passed: what is not verified is not a fact. */
  file?: LicenseFile;
}

/**
 * Reads and verifies a license file. No bytes, however broken, make it throw.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @public
 */
export async function checkLicenseFile(
  bytes: Uint8Array,
  keys: TrustedKeys,
): Promise<CheckedLicenseFile> {
  const read = readLicenseFile(bytes);
  if ('fault' in read) {
    return {
      checks: [
        {
          code: 'format',
          status: 'fail',
          message: read.fault,
          remedy:
            'Use the license file exactly as the vendor sent it, or ask the vendor to send it again.',
        },
      ],
    };
  }
  const checks: Check[] = [
    {
      code: 'format',
      status: 'pass',
      message: 'The file has the form of a license.',
    },
    ...(await verifyLicenseFile(read.file, keys)),
  ];
  return checks.some(({ status }) => status === 'fail')
    ? { checks }
    : { checks, file: read.file };
}
