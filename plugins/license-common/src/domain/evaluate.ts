import { Check, inOrder } from './checks';
import { checkDeployment, Deployment } from './deployment';
import { InstalledLicense } from './InstalledLicense';

type Evaluated = Pick<InstalledLicense, 'checks' | 'verified'>;

/**
 * What became of a document since it was installed.
 *
 * @public
 */
export type StoredState = 'whole' | 'edited' | 'missing';

const STORED: Record<StoredState, string> = {
  whole: 'The license is stored as it was installed.',
  edited: 'The stored document is not the one that was installed.',
  missing: 'The stored document of the license is gone.',
};

/** The `integrity` check. */
const checkStored = (state: StoredState): Check => ({
  code: 'integrity',
  message: STORED[state],
  ...(state === 'whole'
    ? { status: 'pass' }
    : {
        status: 'fail',
        remedy:
          'Upload the license file of this license again, delete it, or acknowledge the security event on the Security tab.',
      }),
});

/**
 * Adds what a deployment expects of a verified license: the checks `product`, `instance`, `revocation` and `clock`.
 *
 * @param found - what verifying its document found
 * @param clock - the machine's own clock, in milliseconds since the epoch
 * @public
 */
export function evaluate(
  found: Evaluated,
  deployment: Deployment,
  clock: number,
): Evaluated {
  const { checks, verified } = found;
  if (!verified) {
    return { checks };
  }
  const { document, issuedAt } = verified;
  return {
    verified,
    checks: [
      ...checks,
      ...checkDeployment(document, issuedAt, deployment, clock),
    ],
  };
}

/**
 * The same for a license that is stored: one whose document is not whole fails `integrity`, and nothing else can be
 * said of it.
 *
 * @param found - what verifying its document found, or what became of that
 * @public
 */
export function evaluateStored(
  found: Evaluated | Exclude<StoredState, 'whole'>,
  deployment: Deployment,
  clock: number,
): Evaluated {
  if (typeof found === 'string') {
    return { checks: [checkStored(found)] };
  }
  const { checks, verified } = evaluate(found, deployment, clock);
  return {
    checks: inOrder([...checks, checkStored('whole')]),
    ...(verified && { verified }),
  };
}
