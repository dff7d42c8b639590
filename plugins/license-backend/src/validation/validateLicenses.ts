import { hasFault } from '@thetasecure/backstage-plugin-license-common';
import { LicenseStore } from '../database/LicenseStore';
import { RunResult } from '../database/RunStore';
import { judge } from '../inventory/InstalledLicense';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { outcomeOf } from './outcome';

/**
 * One validation: verifies everything that is installed again, and notes what differs from the last time.
 *
 * A license fails if a check other than `period` does: running out is a status, not an error.
 */
export async function validateLicenses(
  options: { inventory: LicenseInventory; store: LicenseStore },
  signal: AbortSignal,
): Promise<RunResult> {
  const { inventory, store } = options;
  const { licenses, now } = await inventory.reload(signal);
  const judged = judge(licenses, now);
  const changed = await store.replaceOutcomes(
    new Map(
      judged.map(license => [
        license.installed.licenseId,
        outcomeOf(license, now),
      ]),
    ),
  );
  await store.advanceTime(Date.now());
  return {
    checked: licenses.length,
    failed: licenses.filter(({ checks }) => hasFault(checks)).length,
    changed,
  };
}
