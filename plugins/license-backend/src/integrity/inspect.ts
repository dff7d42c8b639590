import { SharedState } from '../database/LicenseStore';
import { FinishedRun } from '../database/RunStore';
import { MAX_LEAP } from '../database/DatabaseLicenseTransaction';
import { fromInstant } from '../database/instants';
import { ReadFile } from '../inventory/FileReader';
import { Sources } from '../inventory/LicenseInventory';
import { NewEntry } from '../database/LicenseStore';
import { KnownKey } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { TaskCadence } from '../schedule/ScheduleReader';
import {
  clockBackFinding,
  clockForwardFinding,
  fileGoneFinding,
  fileInvalidFinding,
  Finding,
  keyAddedFinding,
  keyUntrustedFinding,
  scansMissedFinding,
} from './Finding';

const HOUR = 60 * 60 * 1000;

/** A scan is missed after so many intervals, and the time in which the scheduler looks for work twice (milliseconds). */
const MISSED_INTERVALS = 3;
const SCHEDULER_SLACK = 10_000;

/** An entry that says these keys are rightly trusted. */
export const keysEntry = (keys: readonly KnownKey[]): NewEntry => ({
  kind: 'keys',
  content: { keys: keys.map(({ kid, thumbprint }) => ({ kid, thumbprint })) },
});

/** Trusted keys, held against those the ledger has. */
export function keyFindings(
  state: LedgerState,
  { keys }: Pick<Sources, 'keys'>,
): Finding[] {
  // As long as none was ever trusted, the first ones are where trust begins.
  const added =
    state.keys.size === 0
      ? []
      : keys.all.filter(({ thumbprint }) => !state.keys.has(thumbprint));
  const trusted = new Set(keys.all.map(({ thumbprint }) => thumbprint));
  const gone = new Map<string, { key: KnownKey; count: number }>();
  const inUse = [
    ...[...state.licenses.values()].map(({ vouched }) => vouched?.key),
    ...[...state.files.values()].map(({ key }) => key),
  ];
  for (const key of inUse) {
    if (key?.thumbprint && !trusted.has(key.thumbprint)) {
      const { count } = gone.get(key.thumbprint) ?? { count: 0 };
      gone.set(key.thumbprint, { key, count: count + 1 });
    }
  }
  return [
    ...added.map(keyAddedFinding),
    ...[...gone.values()].map(({ key, count }) =>
      keyUntrustedFinding(key, count),
    ),
  ];
}

/** License files, held against what they were when they last verified. */
export function fileFindings(
  state: LedgerState,
  files: readonly ReadFile[],
): Finding[] {
  const present = new Map(files.map(file => [file.name, file]));
  return [...state.files].flatMap(([name, known]) => {
    const file = present.get(name);
    if (!file) {
      return [fileGoneFinding(name, known.digest)];
    }
    return file.license.verified || file.digest === known.digest
      ? []
      : [fileInvalidFinding(name, file.digest)];
  });
}

/**
 * The clock of this machine, held against the deployment's time.
 *
 * @param clock - in milliseconds since the epoch
 * @param mark - likewise; 0: nothing is on record, so nothing can be told
 */
export function clockFindings(
  clock: number,
  mark: number,
  { timeAhead }: Pick<SharedState, 'timeAhead'>,
): Finding[] {
  if (clock < mark - HOUR) {
    return [clockBackFinding(clock, mark)];
  }
  const wasSeen = timeAhead !== undefined && timeAhead <= clock;
  return mark > 0 && clock - mark > MAX_LEAP && !wasSeen
    ? [clockForwardFinding(clock, mark)]
    : [];
}

/** @param clock - in milliseconds since the epoch */
export function missedScans(
  clock: number,
  last: FinishedRun | undefined,
  { following }: TaskCadence,
): Finding[] {
  if (!last || !following) {
    return [];
  }
  let due = fromInstant(last.run.finishedAt);
  for (let interval = 0; interval < MISSED_INTERVALS; interval += 1) {
    due = following(due);
  }
  return clock > due + SCHEDULER_SLACK
    ? [scansMissedFinding(last.run.finishedAt)]
    : [];
}

/** What files and configuration say rightly, and the ledger does not say yet. */
export function unnotedSources(
  state: LedgerState,
  { keys, files, revocations }: Omit<Sources, 'terms'>,
): NewEntry[] {
  const entries: NewEntry[] = [];
  if (state.keys.size === 0 && keys.size > 0) {
    entries.push(keysEntry(keys.all));
  }
  for (const { name, digest, license } of files) {
    if (license.verified && state.files.get(name)?.digest !== digest) {
      const { key } = license.verified;
      entries.push({ kind: 'file', content: { file: name, digest, key } });
    }
  }
  if (
    revocations &&
    revocations.list.sequence > (state.revocations?.sequence ?? 0)
  ) {
    entries.push({
      kind: 'revocations',
      content: {
        sequence: revocations.list.sequence,
        document: revocations.text,
        by: 'file',
      },
    });
  }
  return entries;
}
