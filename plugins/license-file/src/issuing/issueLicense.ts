import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  Check,
  checkDeployment,
  checkPeriod,
  licensePeriod,
} from '@thetasecure/backstage-plugin-license-common';
import { JWK } from 'jose';
import { LicenseFile, readLicenseFile } from '../licenseFile/readLicenseFile';
import { asClause } from '../reading/asClause';
import { signLicense } from '../signing/signLicense';

/**
 * A license that was issued.
 *
 * @public
 */
export interface IssuedLicense {
  /** The text of the license file. */
  text: string;
  /** The same, read. */
  file: LicenseFile;
  /** What the checks that go by the clock found: `clock` and `period`. None fails, but they may warn. */
  checks: Check[];
}

/** What each check that goes by the clock asks of the one who issues. */
const REMEDIES: ReadonlyMap<Check['code'], string> = new Map([
  ['clock', 'set "issuedAt" or the clock of this machine right'],
  ['period', 'choose a later "validUntil"'],
]);

/**
 * Issues a license, if a portal would take it: signs it, and looks at it as a portal does when it is uploaded.
 *
 * @param members - of the license; a `signature` among them is replaced
 * @param privateJwk - on Ed25519 or P-256, with the `kid` its public key is trusted under
 * @param options - `now`: in milliseconds since the epoch
 * @throws an `InputError` that names the member at fault, a check that would fail, or what is wrong with the key,
 *   without key material
 * @public
 */
export async function issueLicense(
  members: JsonObject,
  privateJwk: JWK,
  options: { now: number },
): Promise<IssuedLicense> {
  const { now } = options;
  const text = await signLicense(members, privateJwk);
  const read = readLicenseFile(new TextEncoder().encode(text));
  if ('fault' in read) {
    // signLicense reads what it signs.
    throw new Error(read.fault);
  }
  const { file } = read;
  const { document, issuedAt } = file;
  if (document.supersedes.includes(document.licenseId)) {
    throw new InputError(
      'The member "supersedes" names the license itself; name the licenses that it replaces',
    );
  }
  const checks = [
    ...checkDeployment(document, issuedAt, {}, now),
    checkPeriod(licensePeriod(document), now),
  ];
  const failed = checks.find(({ status }) => status === 'fail');
  if (failed) {
    throw new InputError(
      `No portal would take this license. ${asClause(failed.message)}; ${
        REMEDIES.get(failed.code) ?? 'mend that'
      }`,
    );
  }
  return { text, file, checks };
}
