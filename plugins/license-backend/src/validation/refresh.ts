import { RefreshResult } from '@thetasecure/backstage-plugin-license-common';
import { Ledger } from '../ledger/Ledger';
import { OverviewService } from '../overview/OverviewService';
import { RunService } from '../runs/RunService';
import { SourceReader } from '../sources/SourceReader';

/**
 * Reads files and keys again, on every replica, and validates everything.
 *
 * @throws a `ConflictError` if a key file is unusable
 */
export async function refresh(
  from: {
    ledger: Ledger;
    sources: SourceReader;
    validations: RunService;
    overview: OverviewService;
  },
  by: string,
): Promise<RefreshResult> {
  await from.sources.refreshKeys();
  await from.ledger.change(async tx =>
    tx.append({ kind: 'refresh', content: { by } }),
  );
  const { run, changed } = await from.validations.refresh(by);
  return {
    checked: run.checked,
    changed,
    overview: await from.overview.getOverview(),
  };
}
