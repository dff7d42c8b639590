import {
  parseRevocationList,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import { SignedFileKind } from '../signedFile/SignedFile';

/**
 * The most bytes a revocation list may have: 1 MiB.
 *
 * @public
 */
export const MAX_REVOCATION_LIST_BYTES = 1024 * 1024;

/** What a revocation list is among signed files. */
export const revocationListKind: SignedFileKind<RevocationList> = {
  name: 'revocation list',
  maxBytes: MAX_REVOCATION_LIST_BYTES,
  parse: parseRevocationList,
};
