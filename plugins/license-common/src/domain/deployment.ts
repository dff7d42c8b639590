import { LicenseDocument } from '../document/LicenseDocument';
import { Revocation } from '../document/RevocationList';
import { Check } from './checks';
import { checkRevocation } from './revocations';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

/**
 * What a deployment expects of a license, besides a good signature.
 *
 * @public
 */
export interface Deployment {
  /** The id that licenses can be bound to; absent: it is not known. */
  productInstanceId?: string;
  /** The products this deployment accepts; absent: all. */
  products?: readonly string[];
  /** The revocation list in force, by license id; absent: no list is known. */
  revoked?: ReadonlyMap<string, Revocation>;
}

function checkProduct(
  product: string,
  products: readonly string[] | undefined,
): Check[] {
  if (!products) {
    return [];
  }
  return products.includes(product)
    ? [
        {
          code: 'product',
          status: 'pass',
          message: 'The license is for a product of this portal.',
        },
      ]
    : [
        {
          code: 'product',
          status: 'fail',
          message: `The license is for a product that this portal does not accept; accepted: ${products.join(
            ', ',
          )}.`,
          remedy:
            'Ask the vendor for a license of an accepted product, or add its product to license.products.',
        },
      ];
}

function checkInstance(
  boundTo: string | undefined,
  productInstanceId: string | undefined,
): Check[] {
  if (boundTo === undefined || productInstanceId === undefined) {
    return [];
  }
  return boundTo === productInstanceId
    ? [
        {
          code: 'instance',
          status: 'pass',
          message: 'The license is bound to this deployment.',
        },
      ]
    : [
        {
          code: 'instance',
          status: 'fail',
          message: `The license is bound to the deployment ${boundTo}; this one is ${productInstanceId}.`,
          remedy:
            'Ask the vendor for a license bound to the product instance id of this deployment.',
        },
      ];
}

function checkClock(issuedAt: number, clock: number): Check {
  const ahead = issuedAt - clock;
  if (ahead > DAY) {
    return {
      code: 'clock',
      status: 'fail',
      message: `The license was issued more than a day ahead of this machine's clock (${Math.ceil(
        ahead / DAY,
      )} days).`,
      remedy: 'Set the clock of this machine right, then try again.',
    };
  }
  if (ahead > 5 * MINUTE) {
    return {
      code: 'clock',
      status: 'warn',
      message: `The license was issued ${Math.ceil(
        ahead / MINUTE,
      )} minutes ahead of this machine's clock.`,
      remedy: 'Check the clock of this machine.',
    };
  }
  return {
    code: 'clock',
    status: 'pass',
    message: "The license was issued before now by this machine's clock.",
  };
}

/**
 * Whether a verified license fits a deployment: the checks `product`, `instance`, `revocation` and `clock`, in
 * this order. Those with nothing to check against are absent.
 *
 * @param issuedAt - of the document, in milliseconds since the epoch
 * @param clock - the machine's own clock, in milliseconds since the epoch
 * @public
 */
export function checkDeployment(
  document: Pick<
    LicenseDocument,
    'licenseId' | 'product' | 'productInstanceId'
  >,
  issuedAt: number,
  deployment: Deployment,
  clock: number,
): Check[] {
  return [
    ...checkProduct(document.product, deployment.products),
    ...checkInstance(document.productInstanceId, deployment.productInstanceId),
    ...checkRevocation(document.licenseId, deployment.revoked),
    checkClock(issuedAt, clock),
  ];
}

/**
 * One version of a license: several can be issued under one id, the latest is meant.
 *
 * @public
 */
export interface LicenseVersion {
  /** In milliseconds since the epoch. */
  issuedAt: number;
  /** SHA-256 of the signed payload, hex: equal if and only if every fact is. */
  digest: string;
}

/**
 * The `version` check: an older version of a license never replaces a newer one that is or was installed,
 * nor does a different one of the same instant.
 *
 * @param newest - the newest version ever installed under this id; without one there is nothing to check
 * @public
 */
export function checkVersion(
  candidate: LicenseVersion,
  newest: LicenseVersion | undefined,
): Check[] {
  if (!newest) {
    return [];
  }
  const code = 'version';
  if (newest.issuedAt > candidate.issuedAt) {
    return [
      {
        code,
        status: 'fail',
        message:
          'A version of this license that was issued later is or was installed here.',
        remedy: 'Upload the latest file that the vendor sent for this license.',
      },
    ];
  }
  if (
    newest.issuedAt === candidate.issuedAt &&
    newest.digest !== candidate.digest
  ) {
    return [
      {
        code,
        status: 'fail',
        message:
          'A version of this license issued at the same instant, with other facts, is or was installed here.',
        remedy: 'Ask the vendor to issue the license anew.',
      },
    ];
  }
  return [
    {
      code,
      status: 'pass',
      message: 'No later version of this license was installed here.',
    },
  ];
}
