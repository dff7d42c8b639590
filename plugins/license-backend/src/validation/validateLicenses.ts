import { hasFault } from '@thetasecure/backstage-plugin-license-common';
import { LicenseStore } from '../database/LicenseStore';
import { RunResult } from '../database/RunStore';
import { IntegrityService } from '../integrity/IntegrityService';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { DeploymentTime } from '../ledger/DeploymentTime';
import { outcomeOf } from './outcome';

/**
 * One validation: verifies everything that is installed again, and notes what differs from the last time.
 *
 * A license fails if a check other than `period` does: running out is a status, not an error.
 */
export async function validateLicenses(
  options: {
    inventory: LicenseInventory;
    store: LicenseStore;
    integrity: IntegrityService;
    time: DeploymentTime;
    /** Without integrity scans, nobody else could confirm a leap of the clock. */
    believeLeaps: boolean;
  },
  signal: AbortSignal,
): Promise<RunResult> {
  const { inventory, store, integrity, time, believeLeaps } = options;
  const snapshot = await inventory.reload({ verifyAgain: true, signal });
  const { now } = snapshot;
  const licenses = snapshot.licenses.all;
  const judgement = snapshot.licenses.at(now);
  const changed = await store.replaceOutcomes(
    licenses.map(({ licenseId }) => licenseId),
    licenseId => {
      const judged = judgement.find(licenseId);
      return judged && outcomeOf(judged, now);
    },
  );
  await integrity.noteSources(snapshot);
  await store.transaction(async tx =>
    tx.advanceTime(Date.now(), {
      mark: time.mark(await tx.getState()),
      believeLeaps,
    }),
  );
  return {
    checked: licenses.length,
    failed: licenses.filter(({ checks }) => hasFault(checks)).length,
    changed,
  };
}
