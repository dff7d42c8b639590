import {
  LicenseDocument,
  parseLicenseDocument,
} from '@thetasecure/backstage-plugin-license-common';
import { MAX_LICENSE_FILE_BYTES } from '../reading/readJsonObject';
import { SignedFileKind } from '../signedFile/SignedFile';
import { WorkQueue } from '../turns/WorkQueue';

/** What a license file is among signed files. */
export const licenseFileKind: SignedFileKind<LicenseDocument> = {
  name: 'license',
  maxBytes: MAX_LICENSE_FILE_BYTES,
  queue: new WorkQueue(),
  *parse(facts) {
    yield;
    return parseLicenseDocument(facts);
  },
};
