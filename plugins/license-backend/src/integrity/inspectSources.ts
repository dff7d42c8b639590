import { toInstant } from '../database/instants';
import { Snapshot } from '../inventory/LicenseInventory';
import { MAX_LEAP, wasSeen } from '../ledger/DeploymentTime';
import { Ledger } from '../ledger/Ledger';
import { KnownKey } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { Sources } from '../sources/SourceReader';
import { detect, Detection, subjectOfLicense } from './detections';

const HOUR = 60 * 60 * 1000;

/** Trusted keys, held against those the ledger has. */
function keyDetections(state: LedgerState, { keys }: Sources): Detection[] {
  // As long as none was ever trusted, the first ones are where trust begins.
  const added =
    state.keys.size === 0
      ? []
      : keys.all.filter(({ thumbprint }) => !state.keys.has(thumbprint));
  const trusted = new Set(keys.all.map(({ thumbprint }) => thumbprint));
  const gone = new Map<string, { key: KnownKey; count: number }>();
  const inUse = [
    ...[...state.licenses.values()].map(({ installed }) => installed?.key),
    ...[...state.files.values()].map(({ key }) => key),
  ];
  for (const key of inUse) {
    if (key && !trusted.has(key.thumbprint)) {
      const { count } = gone.get(key.thumbprint) ?? { count: 0 };
      gone.set(key.thumbprint, { key, count: count + 1 });
    }
  }
  return [
    ...added.map(({ kid, thumbprint }) =>
      detect('trusted_key_added', `key:${kid}`, { kid }, [thumbprint]),
    ),
    ...[...gone.values()].map(({ key: { kid, thumbprint }, count }) =>
      detect('key_untrusted', `key:${kid}`, { kid, licenses: count }, [
        thumbprint,
      ]),
    ),
  ];
}

/** License files, held against what they were when they last verified. */
function fileDetections(state: LedgerState, { files }: Sources): Detection[] {
  const present = new Map(files.map(file => [file.name, file]));
  return [...state.files].flatMap(([name, known]) => {
    const file = present.get(name);
    const subject = `file:${name}`;
    if (!file || file.isPlace) {
      return [detect('file_gone', subject, { file: name }, [known.digest])];
    }
    return file.verification.verified || file.digest === known.digest
      ? []
      : [detect('file_invalid', subject, { file: name }, [file.digest])];
  });
}

/** Licenses that are installed although they were revoked. */
function revokedDetections(
  state: LedgerState,
  { licenses, context }: Snapshot,
): Detection[] {
  if (!context.revoked) {
    return [];
  }
  return licenses.all.flatMap(({ licenseId, source, verified }) => {
    const record = state.licenses.get(licenseId);
    const revocation = verified && context.revoked!.get(licenseId);
    // Somebody can have deleted it since.
    const isInstalled = source === 'file' || record?.installed !== undefined;
    return revocation && isInstalled
      ? [
          detect(
            'revoked_installed',
            subjectOfLicense(licenseId),
            { ...revocation, change: record?.change },
            [licenseId, revocation.revokedAt, revocation.reason],
            { licenseId },
          ),
        ]
      : [];
  });
}

/**
 * The clock of this machine, held against the deployment's time.
 *
 * @param ahead - a leap of the clock that was seen before, in milliseconds since the epoch
 */
function clockDetections(mark: number, ahead: number | undefined): Detection[] {
  const clock = Date.now();
  if (clock < mark - HOUR) {
    const facts = { behind: mark - clock, mark: toInstant(mark) };
    return [detect('clock_back', 'clock', facts, [mark])];
  }
  return mark > 0 && clock - mark > MAX_LEAP && !wasSeen(clock, ahead)
    ? [detect('clock_forward', 'clock', { ahead: clock - mark }, [mark])]
    : [];
}

/** Holds what is installed, files, keys, the clock and the deployment itself against the ledger. */
export function inspectSources(
  ledger: Ledger,
  snapshot: Snapshot,
  ahead: number | undefined,
): Detection[] {
  const { state, time, isSealed } = ledger;
  const { productInstanceId: before } = state;
  const { productInstanceId: now } = snapshot.context;
  return [
    ...revokedDetections(state, snapshot),
    ...keyDetections(state, snapshot.sources),
    ...fileDetections(state, snapshot.sources),
    ...clockDetections(time.mark, ahead),
    ...(before !== undefined && before !== now
      ? [detect('instance_changed', 'instance', { before, now }, [before, now])]
      : []),
    ...(isSealed ? [] : [detect('unsealed', 'sealing', {}, [])]),
  ];
}
