import { Check } from '@thetasecure/backstage-plugin-license-common';
import { EventStore, Finding } from '../database/EventStore';
import { LicenseStore } from '../database/LicenseStore';
import { RunResult } from '../database/RunStore';
import { InstalledLicense } from '../inventory/InstalledLicense';
import { LicenseInventory } from '../inventory/LicenseInventory';

/** Failed checks that an upload would never have let in: the document was changed where it is stored. */
const EDITED: ReadonlySet<Check['code']> = new Set([
  'format',
  'signature',
  'integrity',
]);

function findEdited({
  licenseId,
  source,
  checks,
}: InstalledLicense): Finding[] {
  const failed = checks.find(
    ({ code, status }) => status === 'fail' && EDITED.has(code),
  );
  if (source !== 'upload' || !failed) {
    return [];
  }
  return [
    {
      type: 'document_edited',
      severity: 'critical',
      subject: `license:${licenseId}`,
      licenseId,
      message: `The stored document of this license was changed in the database: ${failed.message}`,
      remedy:
        'Find out who has access to the database. Upload the original license file again, or delete the license; then acknowledge this event.',
    },
  ];
}

/**
 * One integrity scan: verifies every stored document and file again, and raises an event for each stored
 * document that was edited. An edited license counts for nothing in any case.
 */
export async function scanIntegrity(
  options: {
    inventory: LicenseInventory;
    store: LicenseStore;
    events: EventStore;
  },
  signal: AbortSignal,
): Promise<RunResult> {
  const { inventory, store, events } = options;
  const { entries } = await inventory.reload(signal);
  const failed = await events.record(entries.flatMap(findEdited));
  await store.advanceTime(Date.now());
  return { checked: entries.length, failed };
}
