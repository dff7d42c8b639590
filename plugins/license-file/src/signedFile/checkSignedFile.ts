import { Check } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKey, TrustedKeys } from '../keys/TrustedKeys';
import { readSignedFile, SignedFile, SignedFileKind } from './SignedFile';
import { verifySignedFile } from './verifySignedFile';

/**
 * A signed file whose signature is genuine, without what that was found by.
 *
 * @public
 */
export interface VerifiedFile<T>
  extends Omit<SignedFile<T>, 'payload' | 'signature'> {
  /** The key that verified it. */
  key: Pick<TrustedKey, 'kid' | 'thumbprint'>;
}

/**
 * What was found in some bytes that are said to be a signed file.
 *
 * @public
 */
export interface CheckedFile<T> {
  /** `format`, `key` and `signature`, in this order, up to the first that fails. */
  checks: Check[];
  /** There only if all three passed: what is not verified is not a fact. */
  verified?: VerifiedFile<T>;
}

/** Reads and verifies a signed file. No bytes, however broken, make it throw. */
export async function checkSignedFile<T extends { issuedAt: string }>(
  bytes: Uint8Array,
  kind: SignedFileKind<T>,
  keys: TrustedKeys,
): Promise<CheckedFile<T>> {
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
  const { payload, signature, ...says } = read.file;
  const checks: Check[] = [
    {
      code: 'format',
      status: 'pass',
      message: `The file has the form of a ${kind.name}.`,
    },
    ...(await verifySignedFile(read.file, kind.name, keys)),
  ];
  const key = keys.get(signature.keyId);
  return key && checks.every(({ status }) => status !== 'fail')
    ? {
        checks,
        verified: {
          ...says,
          key: { kid: key.kid, thumbprint: key.thumbprint },
        },
      }
    : { checks };
}
