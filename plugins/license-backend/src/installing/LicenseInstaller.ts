import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  allChecks,
  Check,
  deduplicate,
  evaluate,
  inOrder,
  InstalledLicense,
  LicenseSet,
  Preview,
  toLicense,
  UploadResult,
  validationOutcome,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import { documentOfSubject } from '../integrity/detections';
import { activeOf, goneEntry, settle } from '../integrity/recordDetections';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';
import { LedgerStore } from '../ledger/LedgerStore';
import { LedgerTransaction } from '../ledger/LedgerTransaction';
import { sha256 } from '../ledger/Sealer';
import { OverviewService } from '../overview/OverviewService';
import { DocumentVerifier } from '../sources/DocumentVerifier';
import { OutcomeStore } from '../validation/OutcomeStore';
import { explain, isFailed, refuse } from './checksOfUpload';
import { relate, Relation } from './relate';

/** A file that somebody wants to install. */
interface Candidate {
  /** The checks but `version`, in order, as far as they could be run. */
  checks: Check[];
  /** Only if the signature passed. */
  license?: InstalledLicense & {
    verified: NonNullable<InstalledLicense['verified']>;
  };
}

/** Whether the same facts are, or were, installed: nothing stands in the way of that. */
const isRepeated = ({ kind }: Relation) =>
  kind === 'installed' || kind === 'repair';

const allChecksOf = (checks: readonly Check[], relation: Relation): Check[] =>
  'versionChecks' in relation
    ? inOrder([...checks, ...relation.versionChecks])
    : [...checks];

/** Previews, installs and deletes licenses. */
export class LicenseInstaller {
  constructor(
    private readonly deps: {
      ledger: Ledger;
      store: LedgerStore;
      inventory: LicenseInventory;
      overview: OverviewService;
      outcomes: OutcomeStore;
      verifier: DocumentVerifier;
    },
  ) {}

  /** What an upload of these bytes would do. Changes nothing, and keeps nobody from changing anything. */
  async preview(bytes: Uint8Array, by: string): Promise<Preview> {
    const snapshot = await this.deps.inventory.current();
    const { checks, license } = await this.#check(bytes, by, snapshot);
    const before = await this.deps.overview.summarize(snapshot);
    if (!license) {
      return { checks, before };
    }
    const relation = await this.deps.store.read(rows =>
      relate(rows, this.deps.ledger.state, snapshot.files, license.verified),
    );
    const all = allChecksOf(checks, relation);
    const changed =
      relation.kind === 'installed' ? snapshot : this.#with(snapshot, license);
    const succeeds = isRepeated(relation) || !all.some(isFailed);
    return {
      license: this.#show(
        succeeds ? changed : this.#with(snapshot, license),
        license,
      ),
      checks: all,
      before,
      ...(succeeds && { after: await this.deps.overview.summarize(changed) }),
    };
  }

  /**
   * Installs a license file, replaces an older version of the same license, or repairs its damaged document.
   *
   * @returns whether anything was installed, and what changed
   * @throws an `InputError` if a check but `version` fails, then a `ConflictError` if that one does
   */
  async upload(
    bytes: Uint8Array,
    by: string,
  ): Promise<{ installed: boolean; result: UploadResult }> {
    const snapshot = await this.deps.inventory.current();
    const before = await this.deps.overview.summarize(snapshot);
    const { checks, license } = await this.#check(bytes, by, snapshot);
    if (!license) {
      throw new InputError(explain(checks.find(isFailed)!));
    }
    const relation = await this.deps.ledger.change(async tx => {
      const found = await relate(
        tx.rows,
        tx.state,
        snapshot.files,
        license.verified,
      );
      if (!isRepeated(found)) {
        refuse(allChecksOf(checks, found));
      }
      await this.#write(tx, license, bytes, found);
      return found;
    });
    const afterwards = await this.deps.inventory.current();
    if (relation.kind !== 'installed') {
      await this.#noteOutcome(afterwards, license.licenseId);
    }
    return {
      installed: !isRepeated(relation),
      result: {
        license: this.#show(afterwards, license),
        checks: allChecksOf(checks, relation),
        before,
        after: await this.deps.overview.summarize(afterwards),
      },
    };
  }

  /**
   * Deletes an uploaded license, damaged or not; or a stored document of which no entry speaks, by the subject of its
   * event (`document:…`) or the license it says it is.
   *
   * @throws a `NotFoundError`; a `ConflictError` if it comes from a file
   */
  async delete(licenseId: string, by: string): Promise<void> {
    const { uploads, licenses } = await this.deps.inventory.current();
    const shown = licenses.all.find(other => other.licenseId === licenseId);
    // A sound upload behind a file is not what is shown; a damaged one can always be removed.
    const upload = uploads.get(licenseId);
    const isHidden =
      shown?.source === 'file' && (!upload || upload.verified !== undefined);
    const isDeleted = await this.deps.ledger.change(
      async tx =>
        (!isHidden && (await this.#delete(tx, licenseId, by))) ||
        this.#deleteUnknown(tx, licenseId),
    );
    if (!isDeleted) {
      throw isHidden
        ? new ConflictError(
            'This license comes from a file or from the configuration. Remove the file from the place that license.files names, then refresh; or remove its text from license.documents, and restart.',
          )
        : new NotFoundError('No license of this id is installed');
    }
    await this.#noteOutcome(await this.deps.inventory.current(), licenseId);
  }

  async #delete(
    tx: LedgerTransaction,
    licenseId: string,
    by: string,
  ): Promise<boolean> {
    const { state } = tx;
    const installed = state.licenses.get(licenseId)?.installed;
    if (!installed) {
      return false;
    }
    await tx.rows.removeDocument(installed.bytes);
    await settle(tx, licenseId);
    tx.append({ kind: 'delete', content: { licenseId, by } });
    return true;
  }

  async #deleteUnknown(tx: LedgerTransaction, id: string): Promise<boolean> {
    const { state } = tx;
    const alarms = [...state.alarms.values()].filter(
      ({ type, active, subject, licenseId }) =>
        type === 'document_unknown' &&
        active &&
        (subject === id || licenseId === id),
    );
    let isDeleted = false;
    for (const { subject } of alarms) {
      const name = documentOfSubject(subject)!;
      const isUnknown = ![...state.licenses.values()].some(
        ({ installed }) => installed?.bytes === name,
      );
      if (isUnknown) {
        isDeleted = (await tx.rows.removeDocument(name)) || isDeleted;
      }
      tx.append(...activeOf(state, subject).map(alarm => goneEntry(alarm)));
    }
    return isDeleted;
  }

  /** An upload is a validation of its license: a refresh that follows has nothing new to tell of it. */
  async #noteOutcome(snapshot: Snapshot, licenseId: string): Promise<void> {
    const evaluated = snapshot.licenses.at(snapshot.now).find(licenseId);
    await this.deps.outcomes.put(
      licenseId,
      evaluated && validationOutcome(evaluated, snapshot.now),
    );
  }

  async #check(
    bytes: Uint8Array,
    by: string,
    { context, now }: Snapshot,
  ): Promise<Candidate> {
    const clock = Date.now();
    const { checks, verified } = evaluate(
      await this.deps.verifier.check(bytes, context.keys),
      context,
      clock,
    );
    if (!verified) {
      return { checks: [...checks] };
    }
    return {
      checks: allChecks({ checks, verified }, now),
      license: {
        licenseId: verified.document.licenseId,
        source: 'upload',
        installedAt: toInstant(clock),
        installedBy: by,
        checks,
        verified,
      },
    };
  }

  async #write(
    tx: LedgerTransaction,
    license: NonNullable<Candidate['license']>,
    bytes: Uint8Array,
    relation: Relation,
  ): Promise<void> {
    if (relation.kind === 'installed') {
      return;
    }
    const { state } = tx;
    const { licenseId, verified, installedBy: by } = license;
    const text = Buffer.from(bytes).toString('utf8');
    const name = sha256(text);
    const former = state.licenses.get(licenseId)?.installed?.bytes;
    if (former !== undefined) {
      await tx.rows.removeDocument(former);
    }
    await settle(tx, licenseId);
    await tx.rows.putDocument({ name, text });
    // A repair brings back what was installed; it is no new installation.
    const { installedAt, installedBy } =
      relation.kind === 'repair' ? relation.original : license;
    const { issuedAt, digest, key } = verified;
    tx.append({
      kind: relation.kind,
      content: {
        licenseId,
        issuedAt,
        digest,
        bytes: name,
        key,
        by,
        installedAt,
        installedBy,
      },
    });
  }

  #with(snapshot: Snapshot, license: InstalledLicense): Snapshot {
    const uploads = new Map(snapshot.uploads).set(license.licenseId, license);
    return {
      ...snapshot,
      uploads,
      licenses: new LicenseSet(
        deduplicate([...uploads.values(), ...snapshot.files]),
      ),
    };
  }

  #show({ licenses, now }: Snapshot, license: InstalledLicense) {
    return toLicense(
      licenses.at(now).find(license.licenseId) ??
        new LicenseSet([license]).at(now).licenses[0],
    );
  }
}
