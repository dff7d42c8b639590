import { Check } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { readSignedFile, SignedFile, SignedFileKind } from './SignedFile';
import { verifySignedFile } from './verifySignedFile';

/**
 * Reads and verifies a signed file: the checks `format`, `key` and `signature`, in this order, up to the first
 * that fails. No bytes, however broken, make it throw.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @returns the file only if all three passed: what is not verified is not a fact
 */
export async function checkSignedFile<T extends { issuedAt: string }>(
  bytes: Uint8Array,
  kind: SignedFileKind<T>,
  keys: TrustedKeys,
): Promise<{ checks: Check[]; file?: SignedFile<T> }> {
  const read = await kind.queue.run(readSignedFile(bytes, kind));
  if ('fault' in read) {
    return {
      checks: [
        {
          code: 'format',
          status: 'fail',
          message: read.fault,
          remedy: `Use the ${kind.name} file exactly as the vendor sent it, or ask the vendor to send it again.`,
        },
      ],
    };
  }
  const checks: Check[] = [
    {
      code: 'format',
      status: 'pass',
      message: `The file has the form of a ${kind.name}.`,
    },
    ...(await verifySignedFile(read.file, kind.name, keys)),
  ];
  return checks.some(({ status }) => status === 'fail')
    ? { checks }
    : { checks, file: read.file };
}
