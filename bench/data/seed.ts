/*
 * Installs licenses in a new database of the plugin, through its own ledger, as if somebody had uploaded each of them
 * and had repaired it twice since. A process of its own, so that the one that measures stays small.
 */
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import { DatabaseService } from '@backstage/backend-plugin-api';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import Knex from 'knex';
import { randomUUID } from 'node:crypto';
import { connectDatabase } from '../../plugins/license-backend/src/database/connectDatabase';
import { Database } from '../../plugins/license-backend/src/database/Database';
import { Checkpoints } from '../../plugins/license-backend/src/ledger/Checkpoints';
import { Ledger } from '../../plugins/license-backend/src/ledger/Ledger';
import {
  KnownKey,
  NewEntry,
} from '../../plugins/license-backend/src/ledger/LedgerEntry';
import { LedgerStore } from '../../plugins/license-backend/src/ledger/LedgerStore';
import {
  Sealer,
  sha256,
} from '../../plugins/license-backend/src/ledger/Sealer';
import { SeedOrder } from './DatabaseHome';
import { readLicenses, SignedLicense } from './LicenseFiles';

/** Licenses in one transaction, which may take nine seconds. */
const BATCH = 500;

/** What happened to each license, which makes three entries of the ledger. */
const KINDS = ['install', 'repair', 'repair'] as const;

const BY = 'user:default/administrator';

function entriesOf(
  { licenseId, document, digest, issuedAt }: SignedLicense,
  key: KnownKey,
  installedAt: string,
): NewEntry[] {
  return KINDS.map(kind => ({
    kind,
    content: {
      licenseId,
      issuedAt,
      digest,
      bytes: sha256(document),
      key,
      by: BY,
      installedAt,
      installedBy: BY,
    },
  }));
}

function openLedger(database: Database, secret: string): Ledger {
  const logger = WinstonLogger.create({});
  const sealer = new Sealer([secret]);
  // Nobody reads what an auditor would be told.
  const createEvent = async () => ({
    success: async () => {},
    fail: async () => {},
  });
  return new Ledger({
    store: new LedgerStore(database, sealer),
    sealer,
    checkpoints: new Checkpoints({ auditor: { createEvent }, logger }),
    logger,
  });
}

async function seed(order: SeedOrder) {
  const knex = Knex({ ...order.knex, useNullAsDefault: true });
  const service: DatabaseService = { getClient: async () => knex };
  const database = new Database(await connectDatabase(service));
  const ledger = openLedger(database, order.secret);
  const keys = await TrustedKeys.create([
    { jwk: order.publicJwk, source: 'the benchmark' },
  ]);
  const [{ kid, thumbprint }] = keys.all;
  const key = { kid, thumbprint };
  await ledger.open(randomUUID());
  await ledger.change(async tx =>
    tx.append({ kind: 'keys', content: { keys: [key] } }),
  );

  const install = async (licenses: SignedLicense[]) => {
    const installedAt = new Date().toISOString();
    await ledger.change(async tx => {
      for (const license of licenses) {
        const { document } = license;
        await tx.rows.putDocument({ name: sha256(document), text: document });
        tx.append(...entriesOf(license, key, installedAt));
      }
    });
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
