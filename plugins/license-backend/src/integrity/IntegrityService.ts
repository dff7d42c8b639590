import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  EventsQuery,
  SecurityEvent,
  SecurityEventPage,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';
import { Alarm } from '../ledger/LedgerEntry';
import { LedgerStore } from '../ledger/LedgerStore';
import { LedgerTransaction } from '../ledger/LedgerTransaction';
import { Anchor, LedgerWalk } from '../ledger/LedgerWalk';
import { RunResult, RunStore } from '../runs/RunStore';
import { DocumentVerifier } from '../sources/DocumentVerifier';
import { accept } from './accept';
import { detect, Detection } from './detections';
import {
  documentVerifier,
  findSuspects,
  inspectSuspects,
  Suspects,
} from './inspectDocuments';
import { inspectSources } from './inspectSources';
import { goneEntry, oneEach, recordDetections } from './recordDetections';

/** What was read without the lock. */
interface Examined {
  walk: LedgerWalk;
  suspects: Suspects;
  snapshot: Snapshot;
  anchors: readonly Anchor[];
  edited: Awaited<ReturnType<RunStore['edited']>>;
  lastScanAt: string | undefined;
}

const isOpen = ({ active, acknowledgement }: Alarm) =>
  active || !acknowledgement;

/** An alarm as the API tells it. */
function toSecurityEvent(
  { acknowledgement, document: _document, ...alarm }: Alarm,
  lastScanAt: string | undefined,
): SecurityEvent {
  const { firstSeenAt } = alarm;
  const seenAt =
    lastScanAt && lastScanAt > firstSeenAt ? lastScanAt : firstSeenAt;
  return {
    ...alarm,
    // As long as its condition holds, each scan sees it.
    lastSeenAt: alarm.active ? seenAt : alarm.lastSeenAt ?? firstSeenAt,
    ...(acknowledgement && {
      acknowledgedAt: acknowledgement.at,
      acknowledgedBy: acknowledgement.by,
      note: acknowledgement.note,
    }),
  };
}

/** Places that yield no license file are none. */
export const countInstalled = ({ uploads, files }: Snapshot): number =>
  uploads.size + files.filter(({ isPlace }) => !isPlace).length;

/** Finds what was changed behind the API, and takes the word of somebody who looked into it. */
export class IntegrityService {
  constructor(
    private readonly deps: {
      ledger: Ledger;
      store: LedgerStore;
      inventory: LicenseInventory;
      verifier: DocumentVerifier;
      runs: RunStore;
    },
  ) {}

  /**
   * One integrity scan: walks the ledger, the documents and the sealed records.
   *
   * @param missedSince - when the last one finished, if over three intervals passed since (ISO 8601)
   */
  async scan(
    signal: AbortSignal,
    missedSince: string | undefined,
  ): Promise<RunResult> {
    // In changes of their own, page by page: there can be thousands of new files.
    await this.deps.inventory.readFiles(signal);
    await this.deps.inventory.noteSources();
    const examined = await this.#examine(signal);
    const { walk, snapshot, anchors, lastScanAt } = examined;
    const failed = await this.deps.ledger.change(
      async tx => {
        signal.throwIfAborted();
        const found = await this.#inspect(tx, examined, {
          ahead: tx.ahead,
          missedSince,
        });
        const now = toInstant(this.deps.ledger.time.recordable);
        const { entries, raised } = recordDetections(
          tx.state,
          found,
          now,
          lastScanAt,
        );
        tx.append(...entries);
        tx.advanceTime({ believeLeaps: true });
        return raised;
      },
      walk,
      anchors,
    );
    return {
      checked: countInstalled(snapshot),
      failed,
      sequence: this.deps.ledger.head.sequence,
    };
  }

  async listEvents(query: EventsQuery): Promise<SecurityEventPage> {
    await this.deps.ledger.readOn();
    const lastScanAt = await this.#lastScanAt();
    const events = [...this.deps.ledger.state.alarms.values()]
      .filter(
        alarm =>
          query.state === 'all' || (query.state === 'open') === isOpen(alarm),
      )
      .reverse();
    return {
      items: events
        .slice(query.offset, query.offset + query.limit)
        .map(alarm => toSecurityEvent(alarm, lastScanAt)),
      totalItems: events.length,
    };
  }

  /** Critical events that are active or unacknowledged. */
  async countCritical(): Promise<number> {
    await this.deps.ledger.readOn();
    return [...this.deps.ledger.state.alarms.values()].filter(
      alarm => alarm.severity === 'critical' && isOpen(alarm),
    ).length;
  }

  /**
   * Takes somebody's word for an alarm. If its condition still holds, exactly what was shown becomes the new baseline;
   * a document that does not verify cannot.
   *
   * @param evidence - of the event as it was shown
   * @throws a `NotFoundError`; a `ConflictError` if what would be found now is something else
   */
  async acknowledge(
    id: string,
    by: string,
    { note, evidence }: { note: string; evidence: string },
  ): Promise<SecurityEvent> {
    await this.deps.ledger.readOn();
    const lastScanAt = await this.#lastScanAt();
    const known = this.deps.ledger.state.alarms.get(id);
    if (!known) {
      throw new NotFoundError('There is no security event of this id');
    }
    if (known.acknowledgement) {
      return toSecurityEvent(known, lastScanAt);
    }
    await this.deps.inventory.readFiles();
    const examined = await this.#examine();
    await this.deps.ledger.change(
      async tx => {
        const alarm = tx.state.alarms.get(id);
        if (!alarm) {
          throw new ConflictError(
            'The event is no longer in the ledger: start an integrity scan, and look at the events again.',
          );
        }
        if (!alarm.acknowledgement) {
          await this.#answer(tx, alarm, examined, { by, note, evidence });
        }
      },
      examined.walk,
      examined.anchors,
    );
    await this.deps.ledger.readOn();
    return toSecurityEvent(this.deps.ledger.state.alarms.get(id)!, lastScanAt);
  }

  async #answer(
    tx: LedgerTransaction,
    alarm: Alarm,
    examined: Examined,
    { by, note, evidence }: { by: string; note: string; evidence: string },
  ): Promise<void> {
    const { id, type, subject } = alarm;
    const walk =
      type === 'ledger_damaged'
        ? // What is accepted is what is there now, to the last row.
          await this.deps.ledger.verify(undefined, tx.rows)
        : examined.walk;
    // Nobody but a scan believes a leap of the clock because it was seen before.
    const found = await this.#inspect(tx, { ...examined, walk }, {});
    const detection = found.find(
      other => other.type === type && other.subject === subject,
    );
    if (detection && detection.evidence !== evidence) {
      throw new ConflictError(
        'What would be found now is not what this event shows, so nothing was accepted. Start an integrity scan, look at the event again, and acknowledge what it shows then.',
      );
    }
    const { snapshot } = examined;
    const acceptance =
      detection &&
      (await accept(tx, this.deps.ledger.time, {
        detection,
        walk,
        snapshot,
        verify: this.#verify(snapshot),
        by,
      }));
    const isOver = !detection || acceptance !== undefined;
    tx.append(
      ...(acceptance ?? []),
      ...(isOver && alarm.active
        ? [goneEntry(alarm, examined.lastScanAt)]
        : []),
      {
        kind: 'acknowledgement',
        content: {
          id,
          at: toInstant(this.deps.ledger.time.recordable),
          by,
          note,
          accepted: acceptance !== undefined,
        },
      },
    );
  }

  async #examine(signal?: AbortSignal): Promise<Examined> {
    const seen = await this.deps.runs.seen();
    const walk = await this.deps.ledger.verify(signal);
    for (const { sequence, finishedAt } of seen) {
      this.deps.ledger.time.note(finishedAt, sequence);
    }
    const suspects = await findSuspects(this.deps.store, walk.state, signal);
    return {
      walk,
      suspects,
      snapshot: await this.deps.inventory.current(),
      anchors: seen.map(({ sequence }) => ({ sequence })),
      edited: await this.deps.runs.edited(),
      lastScanAt: await this.#lastScanAt(),
    };
  }

  /** Looks, in a transaction that nobody else changes anything in, at what was examined. */
  async #inspect(
    tx: LedgerTransaction,
    examined: Examined,
    { ahead, missedSince }: { ahead?: number; missedSince?: string },
  ): Promise<Detection[]> {
    const { walk, suspects, snapshot, anchors, edited } = examined;
    const damage = this.deps.ledger.damage(walk, anchors);
    const ofDocuments = await inspectSuspects(
      tx,
      suspects,
      this.#verify(snapshot),
    );
    const ofSources = inspectSources(this.deps.ledger, snapshot, ahead);
    const isClockOff = ofSources.some(({ subject }) => subject === 'clock');
    return oneEach([
      ...(damage
        ? [
            detect('ledger_damaged', 'ledger', { found: damage.message }, [
              damage.evidence,
            ]),
          ]
        : []),
      ...ofDocuments,
      ...(this.deps.ledger.mark.verdict === 'bad'
        ? [detect('record_edited', 'record:mark', {}, ['mark'])]
        : []),
      ...edited.map(({ id, kind: run }) =>
        detect('record_edited', `record:${id}`, { run }, [id]),
      ),
      ...ofSources,
      // A leap of the clock is no gap between scans.
      ...(missedSince !== undefined && !isClockOff
        ? [
            detect('scans_missed', 'scans', { since: missedSince }, [
              missedSince,
            ]),
          ]
        : []),
    ]);
  }

  async #lastScanAt(): Promise<string | undefined> {
    return (await this.deps.runs.lastFinished('integrity-scan'))?.run.startedAt;
  }

  #verify({ sources }: Snapshot) {
    return documentVerifier(this.deps.verifier, sources.keys);
  }
}
