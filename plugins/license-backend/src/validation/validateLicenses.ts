import {
  hasFault,
  validationOutcome,
} from '@thetasecure/backstage-plugin-license-common';
import { LicenseConfig } from '../config';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';
import { RunResult } from '../runs/RunStore';
import { OutcomeStore } from './OutcomeStore';

/**
 * One validation: verifies everything that is installed again, and notes what differs from the last time.
 *
 * A license fails if a check other than `period` does: running out is a status, not an error.
 */
export async function validateLicenses(
  options: {
    inventory: LicenseInventory;
    ledger: Ledger;
    outcomes: OutcomeStore;
    config: Pick<LicenseConfig, 'integrity'>;
  },
  signal: AbortSignal,
): Promise<RunResult> {
  const { inventory, ledger, outcomes, config } = options;
  const { licenses, now } = await inventory.reload(signal);
  const evaluated = licenses.at(now);
  const changed = await outcomes.replace(
    licenses.all.map(({ licenseId }) => licenseId),
    licenseId => {
      const license = evaluated.find(licenseId);
      return license && validationOutcome(license, now);
    },
  );
  if (!ledger.isSecretMissing) {
    await inventory.noteSources();
    // Without integrity scans, nobody else could confirm a leap of the clock.
    const believeLeaps = !config.integrity.enabled;
    await ledger.change(async tx => tx.advanceTime({ believeLeaps }));
  }
  const installed = licenses.all.filter(({ isPlace }) => !isPlace);
  return {
    checked: installed.length,
    failed: installed.filter(({ checks }) => hasFault(checks)).length,
    changed,
    sequence: ledger.head.sequence,
  };
}
