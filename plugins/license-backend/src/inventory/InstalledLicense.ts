import {
  Check,
  checkDeployment,
  checkPeriod,
  Deployment,
  hasFault,
  License,
  LicenseDocument,
  LicenseFacts,
  licensePeriod,
  LicensePeriod,
  LicenseStatus,
  shownFacts,
} from '@thetasecure/backstage-plugin-license-common';
import {
  checkLicenseFile,
  SignedPayload,
  TrustedKeys,
  verifyLicenseFile,
} from '@thetasecure/backstage-plugin-license-node';
import { RowFault, StoredFacts } from '../integrity/rowFaults';
import { KnownKey } from '../ledger/LedgerEntry';
import { Shared, sharedText } from '../paging/Shared';

/** A license that is installed, judged by everything but dates. */
export interface InstalledLicense extends LicenseFacts {
  /** Of the row or the document; of a file that cannot be verified: `file:<file name>`. */
  licenseId: string;
  source: 'upload' | 'file';
  /** ISO 8601 in UTC. */
  installedAt: string;
  installedBy: string;
  verified?: NonNullable<LicenseFacts['verified']> & {
    /** SHA-256 of the signed payload, hex. */
    digest: string;
    /** The key that verified it. */
    key: KnownKey;
  };
  /** Of an upload: the row as it is stored. */
  stored?: StoredFacts;
  /** What was done to that row behind the API. */
  fault?: RowFault;
}

/** An installed license and what it is worth at an instant. */
export interface JudgedLicense {
  installed: InstalledLicense;
  status: LicenseStatus;
}

/** What a deployment expects, and how it shortens grace. */
export interface Terms extends Deployment {
  productInstanceId: string;
  maxGracePeriodDays?: number;
}

/** What the bytes of a file are worth by themselves: it holds as long as they and the keys are the same. */
export type Verdict = Pick<InstalledLicense, 'checks' | 'verified'>;

const checksInUse = new Shared<readonly Check[]>();
const periodsInUse = new Shared<LicensePeriod>();
const listsInUse = new Shared<string[]>();

/** The same checks, kept once. */
export const sharedChecks = (checks: readonly Check[]) =>
  checksInUse.get(JSON.stringify(checks), checks);

const sharedList = (list: string[]) =>
  listsInUse.get(JSON.stringify(list), list);

function periodOf(document: LicenseDocument, terms: Terms): LicensePeriod {
  const period = licensePeriod(document, terms);
  return periodsInUse.get(JSON.stringify(period), period);
}

/** What of a document is asked for later, in as little memory as it can be. Members that nobody knows stay out. */
function toKept(document: LicenseDocument): LicenseDocument {
  const { productInstanceId, customer } = document;
  return {
    format: 'thetasecure-license/1',
    licenseId: document.licenseId,
    licenseKey: document.licenseKey,
    product: sharedText(document.product),
    type: document.type,
    ...(productInstanceId !== undefined && {
      productInstanceId: sharedText(productInstanceId),
    }),
    customer: {
      name: sharedText(customer.name),
      email: sharedText(customer.email),
    },
    maxUsers: document.maxUsers,
    validFrom: sharedText(document.validFrom),
    validUntil: sharedText(document.validUntil),
    timeZone: sharedText(document.timeZone),
    gracePeriodDays: document.gracePeriodDays,
    features: sharedList(document.features),
    supersedes: sharedList(document.supersedes),
    issuedAt: document.issuedAt,
  };
}

/** Reads and verifies the bytes of a license file. */
export async function verify(
  bytes: Uint8Array,
  keys: TrustedKeys,
  terms: Terms,
): Promise<Verdict> {
  const { checks, file } = await checkLicenseFile(bytes, keys);
  const key = file && keys.get(file.signature.keyId);
  return {
    checks: sharedChecks(checks),
    verified: file &&
      key && {
        document: toKept(file.document),
        issuedAt: file.issuedAt,
        digest: file.digest,
        key: { kid: key.kid, thumbprint: key.thumbprint },
        period: periodOf(file.document, terms),
      },
  };
}

/**
 * Verifies the signature again of a text that was read before. Reading the same text finds the same facts; who signed
 * them is what is asked anew.
 *
 * @param signed - of that text
 */
export async function isStillGenuine(
  signed: SignedPayload,
  keys: TrustedKeys,
): Promise<boolean> {
  return !hasFault(await verifyLicenseFile(signed, keys));
}

/**
 * Adds what a deployment expects of a verified license.
 *
 * @param clock - the machine's own clock, in milliseconds since the epoch
 */
export function inDeployment(
  { checks, verified }: Verdict,
  terms: Terms,
  clock: number,
): Verdict {
  return verified
    ? {
        verified,
        checks: [
          ...checks,
          ...checkDeployment(
            verified.document,
            verified.issuedAt,
            terms,
            clock,
          ),
        ],
      }
    : { checks };
}

/** All checks of an installed license, `period` included. */
export function allChecks(installed: InstalledLicense, now: number): Check[] {
  const { checks, verified } = installed;
  return verified
    ? [...checks, checkPeriod(verified.period, now)]
    : [...checks];
}

/** A license as the API shows it. Of one that is not verified, nothing is told as fact. */
export function toLicense({ installed, status }: JudgedLicense): License {
  const { licenseId, source, installedAt, installedBy, verified } = installed;
  const origin = { source, installedAt, installedBy };
  if (!verified) {
    return { licenseId, status, ...origin };
  }
  return {
    ...shownFacts(verified.document, verified.period),
    licenseId,
    status,
    ...origin,
  };
}
