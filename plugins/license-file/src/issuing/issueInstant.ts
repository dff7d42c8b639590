/**
 * An instant as documents are issued with: in UTC, without fractions of a second.
 *
 * @param milliseconds - since the epoch
 */
export const issueInstant = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+/, '');
