import {
  LicenseDocument,
  parseLicenseDocument,
} from '@thetasecure/backstage-plugin-license-common';
import { createHash } from 'node:crypto';
import { readJsonObject } from '../reading/readJsonObject';
import { canonicalBytes } from './canonicalBytes';
import { DetachedSignature, readDetachedSignature } from './DetachedSignature';

/**
 * A license file that has the right form.
 *
 * @public
 */
export interface LicenseFile {
  /** What it says, with the defaults of what it leaves out. */
  document: LicenseDocument;
  /** What is signed: the object without `signature` in the form of RFC 8785. */
  payload: Uint8Array;
  /** SHA-256 of `payload`, lower-case hex: equal if and only if every fact is, however the file is written. */
  digest: string;
  /** When it was issued, in milliseconds since the epoch. */
  issuedAt: number;
  signature: DetachedSignature;
}

/**
 * Reads a license file, without verifying it: the `format` check. What it returns is a stranger's word; show
 * nothing of it before `verifyLicenseFile`, or call `checkLicenseFile`, which does both.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @returns the file, or one sentence that tells what is wrong and repeats nothing of the content
 * @public
 */
export function readLicenseFile(
  bytes: Uint8Array,
): { file: LicenseFile } | { fault: string } {
  const read = readJsonObject(bytes);
  if ('fault' in read) {
    return read;
  }
  const { signature: member, ...facts } = read.value;
  const parsed = parseLicenseDocument(facts);
  if ('fault' in parsed) {
    return parsed;
  }
  const taken = readDetachedSignature(member);
  if ('fault' in taken) {
    return taken;
  }
  const payload = canonicalBytes(facts);
  return {
    file: {
      document: parsed.document,
      payload,
      digest: createHash('sha256').update(payload).digest('hex'),
      issuedAt: Date.parse(parsed.document.issuedAt),
      signature: taken.signature,
    },
  };
}
