import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  Check,
  checkPeriod,
  checkVersion,
  inOrder,
  Preview,
  Summary,
  UploadResult,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import {
  LicenseStore,
  LicenseTransaction,
  StoredLicense,
} from '../database/LicenseStore';
import { settle } from '../integrity/Alarms';
import { factsOf } from '../integrity/takeOver';
import { Ledger } from '../ledger/Ledger';
import { sha256 } from '../ledger/LedgerEntry';
import { isSound, withoutDoubles } from '../inventory/doubles';
import {
  InstalledLicense,
  inDeployment,
  toLicense,
  verify,
} from '../inventory/InstalledLicense';
import { InstalledLicenses } from '../inventory/InstalledLicenses';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { exchange, findById } from '../inventory/sorted';
import { summarize } from '../overview/OverviewService';
import { PresentReader } from '../overview/PresentReader';
import { ActiveUsersCount } from '../usage/ActiveUsers';
import { outcomeOf } from '../validation/outcome';
import { explain, isFailed, refuse } from './checksOfUpload';

/** A file that somebody wants to install. */
interface Candidate {
  bytes: Uint8Array;
  /** The checks but `version`, in order, as far as they could be run. */
  checks: Check[];
  /** Only if the signature passed. */
  entry?: InstalledLicense & {
    verified: NonNullable<InstalledLicense['verified']>;
  };
}

/** How a candidate relates to what is installed. */
type Relation =
  /** The same facts are installed, and sound. */
  | { kind: 'installed' }
  /** The same facts were installed, but the stored row is damaged or gone. */
  | {
      kind: 'repair';
      original?: Pick<StoredLicense, 'installedAt' | 'installedBy'>;
    }
  | { kind: 'new'; isReplacement: boolean; versionChecks: Check[] };

/** Previews, installs and deletes licenses. */
export class LicenseInstaller {
  readonly #store: LicenseStore;
  readonly #inventory: LicenseInventory;
  readonly #ledger: Ledger;
  readonly #present: PresentReader;

  constructor(options: {
    store: LicenseStore;
    inventory: LicenseInventory;
    ledger: Ledger;
    present: PresentReader;
  }) {
    this.#store = options.store;
    this.#inventory = options.inventory;
    this.#ledger = options.ledger;
    this.#present = options.present;
  }

  /** What an upload of these bytes would do. Changes nothing. */
  async preview(bytes: Uint8Array, by: string): Promise<Preview> {
    const { snapshot, active } = await this.#present.read();
    const candidate = await this.#check(bytes, by, snapshot);
    const before = this.#summary(snapshot, active);
    const { entry } = candidate;
    if (!entry) {
      return { checks: candidate.checks, before };
    }
    const relation = await this.#store.transaction(tx =>
      this.#relate(tx, entry, snapshot),
    );
    const checks =
      relation.kind === 'new'
        ? inOrder([...candidate.checks, ...relation.versionChecks])
        : candidate.checks;
    const changed = this.#with(snapshot, entry);
    const shown = relation.kind === 'installed' ? snapshot : changed;
    const succeeds = relation.kind !== 'new' || !checks.some(isFailed);
    return {
      license: this.#show(succeeds ? shown : changed, entry),
      checks,
      before,
      ...(succeeds && { after: this.#summary(shown, active) }),
    };
  }

  /**
   * Installs a license file, replaces an older version of the same license, or repairs its damaged row.
   *
   * @returns whether anything was installed, and what changed
   * @throws an `InputError` if a check but `version` fails, then a `ConflictError` if that one does
   */
  async upload(
    bytes: Uint8Array,
    by: string,
  ): Promise<{ installed: boolean; result: UploadResult }> {
    const { snapshot, active } = await this.#present.read();
    const { checks, entry } = await this.#check(bytes, by, snapshot);
    if (!entry) {
      throw new InputError(explain(checks.find(isFailed)!));
    }
    const { relation, finalChecks } = await this.#store.transaction(
      async tx => {
        const found = await this.#relate(tx, entry, snapshot);
        const all =
          found.kind === 'new'
            ? inOrder([...checks, ...found.versionChecks])
            : checks;
        if (found.kind === 'new') {
          refuse(all);
        }
        if (found.kind !== 'installed') {
          await this.#write(tx, entry, bytes, found, snapshot);
        }
        return { relation: found, finalChecks: all };
      },
    );
    const afterwards = await this.#inventory.current();
    if (relation.kind !== 'installed') {
      await this.#noteOutcome(afterwards, entry.licenseId);
    }
    return {
      installed: relation.kind === 'new',
      result: {
        license: this.#show(afterwards, entry),
        checks: finalChecks,
        before: this.#summary(snapshot, active),
        after: this.#summary(afterwards, active),
      },
    };
  }

  /**
   * Deletes an uploaded license, damaged or not.
   *
   * @throws a `NotFoundError`; a `ConflictError` if it comes from a file
   */
  async delete(licenseId: string, by: string): Promise<void> {
    const { uploads, licenses } = await this.#inventory.current();
    const shown = findById(licenses.all, licenseId);
    // A sound upload behind a file is not what is shown; a damaged one can always be removed.
    const upload = findById(uploads, licenseId);
    if (shown?.source === 'file' && (!upload || isSound(upload))) {
      throw new ConflictError(
        'This license comes from a file. Remove the file from the place that license.files names, then refresh.',
      );
    }
    const deleted =
      upload &&
      (await this.#store.transaction(async tx => {
        if (!(await tx.deleteLicense(licenseId))) {
          return false;
        }
        await tx.append([
          { kind: 'delete', content: { licenseId, by } },
          ...(await settle(tx, licenseId)),
        ]);
        await tx.touch();
        return true;
      }));
    if (!deleted) {
      throw new NotFoundError('No license of this id is installed');
    }
    await this.#noteOutcome(await this.#inventory.current(), licenseId);
  }

  /** An upload is a validation of its license: a refresh that follows has nothing new to tell of it. */
  async #noteOutcome(snapshot: Snapshot, licenseId: string): Promise<void> {
    const judged = snapshot.licenses.at(snapshot.now).find(licenseId);
    await this.#store.putOutcome(
      licenseId,
      judged && outcomeOf(judged, snapshot.now),
    );
  }

  async #check(
    bytes: Uint8Array,
    by: string,
    snapshot: Snapshot,
  ): Promise<Candidate> {
    const clock = Date.now();
    const { checks, verified } = inDeployment(
      await verify(bytes, this.#inventory.keys, snapshot.terms),
      snapshot.terms,
      clock,
    );
    if (!verified) {
      return { bytes, checks: [...checks] };
    }
    return {
      bytes,
      checks: [...checks, checkPeriod(verified.period, snapshot.now)],
      entry: {
        licenseId: verified.document.licenseId,
        source: 'upload',
        installedAt: toInstant(clock),
        installedBy: by,
        checks,
        verified,
      },
    };
  }

  async #relate(
    tx: LicenseTransaction,
    entry: NonNullable<Candidate['entry']>,
    snapshot: Snapshot,
  ): Promise<Relation> {
    const { licenseId, verified } = entry;
    await this.#ledger.catchUp(tx);
    const { state, damage } = this.#ledger.reading;
    const record = damage ? undefined : state.licenses.get(licenseId);
    const {
      uploads: [row],
      removed,
    } = await this.#inventory.uploads.readSome(
      tx,
      [licenseId],
      snapshot,
      this.#ledger.reading,
    );
    const isDamaged = row?.fault !== undefined || removed.length > 0;
    if (isDamaged && record?.vouched?.digest === verified.digest) {
      return { kind: 'repair', original: record.vouched };
    }
    const [standing] = [
      ...snapshot.files
        .map(({ license }) => license)
        .filter(other => other.licenseId === licenseId),
      ...(row && !isDamaged ? [row] : []),
    ]
      .flatMap(other => other.verified ?? [])
      .sort((a, b) => b.issuedAt - a.issuedAt);
    if (standing?.digest === verified.digest) {
      return { kind: 'installed' };
    }
    const newest = [await tx.getVersion(licenseId), record?.newest]
      .flatMap(version => version ?? [])
      .sort((a, b) => b.issuedAt - a.issuedAt)[0];
    if (damage && row?.fault && newest?.digest === verified.digest) {
      return { kind: 'repair', original: row };
    }
    return {
      kind: 'new',
      isReplacement: row !== undefined,
      versionChecks: checkVersion(verified, newest),
    };
  }

  async #write(
    tx: LicenseTransaction,
    entry: NonNullable<Candidate['entry']>,
    bytes: Uint8Array,
    relation: Exclude<Relation, { kind: 'installed' }>,
    snapshot: Snapshot,
  ): Promise<void> {
    const { licenseId, verified } = entry;
    const document = Buffer.from(bytes).toString('utf8');
    // A repair brings back what was installed; it is no new installation.
    const { installedAt, installedBy } =
      (relation.kind === 'repair' && relation.original) || entry;
    await tx.putLicense({ licenseId, document, installedAt, installedBy });
    for (const other of snapshot.uploads) {
      // The row of this license under an id that is not its own.
      if (
        other.fault?.licenseId === licenseId &&
        other.licenseId !== licenseId
      ) {
        await tx.deleteLicense(other.licenseId);
      }
    }
    await tx.putVersion(licenseId, verified);
    await tx.append([
      {
        kind: 'install',
        content: {
          licenseId,
          cause: causeOf(relation),
          by: entry.installedBy,
          ...factsOf(verified, sha256(document)),
          installedAt,
          installedBy,
        },
      },
      ...(await settle(tx, licenseId)),
    ]);
    await tx.touch();
  }

  #with(snapshot: Snapshot, entry: InstalledLicense): Snapshot {
    const uploads = exchange(snapshot.uploads, [entry.licenseId], [entry]);
    const files = snapshot.files.map(({ license }) => license);
    return {
      ...snapshot,
      uploads,
      licenses: new InstalledLicenses(withoutDoubles(uploads, files)),
    };
  }

  #show({ licenses, now }: Snapshot, entry: InstalledLicense) {
    const judged =
      licenses.at(now).find(entry.licenseId) ??
      new InstalledLicenses([entry]).at(now).find(entry.licenseId)!;
    return toLicense(judged);
  }

  #summary(snapshot: Snapshot, active: ActiveUsersCount): Summary {
    return summarize(snapshot, active, snapshot.now);
  }
}

function causeOf(relation: Exclude<Relation, { kind: 'installed' }>) {
  if (relation.kind === 'repair') {
    return 'repaired';
  }
  return relation.isReplacement ? 'replaced' : 'installed';
}
