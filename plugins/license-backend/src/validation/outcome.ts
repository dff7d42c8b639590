import { allChecks, EvaluatedLicense } from '../inventory/InstalledLicense';

/**
 * What a validation saw of a license, in a form that differs when its status or a check does.
 *
 * @param now - the instant it was judged at, in milliseconds since the epoch
 */
export function outcomeOf(
  { installed, status }: EvaluatedLicense,
  now: number,
): string {
  return [
    status,
    ...allChecks(installed, now).map(check => `${check.code}:${check.status}`),
  ].join(' ');
}
