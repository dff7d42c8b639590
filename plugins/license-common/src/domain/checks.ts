/**
 * The checks a license goes through, in this order.
 *
 * @public
 */
export const CHECK_CODES = [
  'format',
  'key',
  'signature',
  'product',
  'instance',
  'revocation',
  'version',
  'integrity',
  'clock',
  'period',
] as const;

/**
 * Names one check.
 *
 * @public
 */
export type CheckCode = (typeof CHECK_CODES)[number];

/**
 * What one check found. A check that could not be run, or has nothing to check against, is absent instead.
 *
 * @public
 */
export interface Check {
  code: CheckCode;
  status: 'pass' | 'fail' | 'warn';
  /** One sentence: what was found. Repeats nothing that was not verified. */
  message: string;
  /** What a person can do about it. There for each `fail` and `warn`. */
  remedy?: string;
}

/**
 * Whether a check other than `period` failed: such a license is `invalid`. Running out is a status, not an error.
 *
 * @public
 */
export function hasFault(checks: readonly Check[]): boolean {
  return checks.some(
    check => check.status === 'fail' && check.code !== 'period',
  );
}

/**
 * The same checks in the order of `CHECK_CODES`, for those who gather them from several places.
 *
 * @public
 */
export function inOrder(checks: readonly Check[]): Check[] {
  const rank = ({ code }: Check) => CHECK_CODES.indexOf(code);
  return [...checks].sort((one, other) => rank(one) - rank(other));
}
