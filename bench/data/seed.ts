/*
 * Installs licenses in a new database of the plugin, through its own store, as if somebody had uploaded each of them
 * and had repaired it twice since. A process of its own, so that the one that measures stays small.
 */
import { DatabaseService } from '@backstage/backend-plugin-api';
import Knex from 'knex';
import { connectDatabase } from '../../plugins/license-backend/src/database/connectDatabase';
import { DatabaseLicenseStore } from '../../plugins/license-backend/src/database/DatabaseLicenseStore';
import { NewEntry } from '../../plugins/license-backend/src/database/LicenseStore';
import {
  InstallCause,
  KnownKey,
  sha256,
} from '../../plugins/license-backend/src/ledger/LedgerEntry';
import { Sealer } from '../../plugins/license-backend/src/ledger/Sealer';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { SeedOrder } from './DatabaseHome';
import { readLicenses, SignedLicense } from './LicenseFiles';

/** Licenses in one transaction. */
const BATCH = 1_000;

/** Rows in one statement. */
const ROWS = 200;

/** What happened to each license, which makes three entries of the ledger. */
const CAUSES: InstallCause[] = ['installed', 'repaired', 'repaired'];

const BY = 'user:default/administrator';

function entriesOf(
  { licenseId, document, digest, issuedAt }: SignedLicense,
  key: KnownKey,
  installedAt: string,
): NewEntry[] {
  return CAUSES.map(cause => ({
    kind: 'install',
    content: {
      licenseId,
      cause,
      by: BY,
      bytes: sha256(document),
      digest,
      issuedAt,
      key,
      installedAt,
      installedBy: BY,
    },
  }));
}

async function seed(order: SeedOrder) {
  const knex = Knex({ ...order.knex, useNullAsDefault: true });
  const database: DatabaseService = { getClient: async () => knex };
  await connectDatabase(database);
  const store = DatabaseLicenseStore.create(knex, {
    sealer: Sealer.create([order.secret]),
    observer: { floor: 0, onMoved: async () => {} },
  });
  const keys = await TrustedKeys.create([
    { jwk: order.publicJwk, source: 'the benchmark' },
  ]);
  const [{ kid, thumbprint }] = keys.all;
  const key = { kid, thumbprint };
  const { productInstanceId } = await store.getState();
  await store.transaction(tx =>
    tx.append([
      { kind: 'genesis', content: { productInstanceId } },
      { kind: 'keys', content: { keys: [key] } },
    ]),
  );

  const install = async (licenses: SignedLicense[]) => {
    const installedAt = new Date().toISOString();
    await knex.transaction(async tx => {
      for (let from = 0; from < licenses.length; from += ROWS) {
        await tx('licenses').insert(
          licenses.slice(from, from + ROWS).map(license => ({
            license_id: license.licenseId,
            document: license.document,
            installed_at: installedAt,
            installed_by: BY,
          })),
        );
      }
    });
    await store.noteVersions(licenses);
    await store.transaction(tx =>
      tx.append(
        licenses.flatMap(license => entriesOf(license, key, installedAt)),
      ),
    );
  };
  let batch: SignedLicense[] = [];
  for await (const license of readLicenses(order.files, order.count)) {
    batch.push(license);
    if (batch.length === BATCH) {
      await install(batch);
      batch = [];
    }
  }
  if (batch.length > 0) {
    await install(batch);
  }
  if (order.knex.client === 'pg') {
    // Otherwise the server does it by itself some time later, while something is measured.
    await knex.raw('vacuum analyze');
    await knex.raw('checkpoint');
  }
  await knex.destroy();
  process.disconnect();
}

seed(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});
