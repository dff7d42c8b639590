import { ConflictError, InputError } from '@backstage/errors';
import { Check } from '@thetasecure/backstage-plugin-license-common';

/** Whether a check stands in the way of an upload. */
export const isFailed = (check: Check) => check.status === 'fail';

/** The first failed check as a sentence for an error: which, why, and what to do. */
export const explain = ({ code, message, remedy }: Check) =>
  `The check "${code}" failed: ${message}${remedy ? ` ${remedy}` : ''}`;

/** @throws if a check failed: an `InputError`, or a `ConflictError` if only `version` did */
export function refuse(checks: readonly Check[]): void {
  const failed = checks.filter(isFailed);
  const wrong = failed.find(({ code }) => code !== 'version');
  if (wrong) {
    throw new InputError(explain(wrong));
  }
  if (failed.length > 0) {
    throw new ConflictError(explain(failed[0]));
  }
}
