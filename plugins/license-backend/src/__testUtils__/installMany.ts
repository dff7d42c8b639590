import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { connectDatabase } from '../database/connectDatabase';
import { Database } from '../database/Database';
import { Checkpoints } from '../ledger/Checkpoints';
import { Ledger } from '../ledger/Ledger';
import { LedgerStore } from '../ledger/LedgerStore';
import { Sealer, sha256 } from '../ledger/Sealer';
import { DocumentVerifier } from '../sources/DocumentVerifier';
import { SECRET } from './startLicenseBackend';
import { Vendor } from './Vendor';

/**
 * Installs licenses in a database that no backend has used yet, as if somebody had uploaded them: it takes a moment
 * where as many uploads would take a minute.
 *
 * @returns their files
 */
export async function installMany(
  knex: Knex,
  vendor: Vendor,
  licenses: readonly JsonObject[],
): Promise<string[]> {
  await connectDatabase({ getClient: async () => knex });
  const sealer = new Sealer([SECRET]);
  const logger = mockServices.logger.mock();
  const ledger = new Ledger({
    store: new LedgerStore(new Database(knex), sealer),
    sealer,
    checkpoints: new Checkpoints({
      auditor: mockServices.auditor.mock({
        createEvent: async () => ({
          success: async () => {},
          fail: async () => {},
        }),
      }),
      logger,
    }),
    logger,
  });
  const keys = await TrustedKeys.create([
    { jwk: vendor.publicJwk, source: 'the test' },
  ]);
  const files = await Promise.all(licenses.map(facts => vendor.issue(facts)));
  const installedAt = new Date().toISOString();
  const installedBy = 'user:default/somebody';
  const verifications = await Promise.all(
    files.map(file => new DocumentVerifier({}).check(Buffer.from(file), keys)),
  );
  await ledger.open('the-portal-of-the-test');
  await ledger.change(async tx => {
    for (const [index, { verified }] of verifications.entries()) {
      const { document, issuedAt, digest, key } = verified!;
      const bytes = sha256(files[index]);
      await tx.rows.putDocument({ name: bytes, text: files[index] });
      tx.append({
        kind: 'install',
        content: {
          licenseId: document.licenseId,
          issuedAt,
          digest,
          bytes,
          key,
          by: installedBy,
          installedAt,
          installedBy,
        },
      });
    }
  });
  return files;
}
