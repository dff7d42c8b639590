import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { connectDatabase } from '../database/connectDatabase';
import { verify } from '../inventory/InstalledLicense';
import { factsOf } from '../integrity/takeOver';
import { sha256 } from '../ledger/LedgerEntry';
import { SECRET } from './startLicenseBackend';
import { storeOn } from './storeOn';
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
  const store = storeOn(knex, SECRET);
  const keys = await TrustedKeys.create([
    { jwk: vendor.publicJwk, source: 'the test' },
  ]);
  const { productInstanceId } = await store.getState();
  const files = await Promise.all(licenses.map(facts => vendor.issue(facts)));
  const installedAt = new Date().toISOString();
  const installedBy = 'user:default/somebody';
  const verdicts = await Promise.all(
    files.map(file => verify(Buffer.from(file), keys, { productInstanceId })),
  );
  await store.transaction(async tx => {
    const entries = [];
    for (const [index, { verified }] of verdicts.entries()) {
      const { licenseId } = verified!.document;
      const document = files[index];
      await tx.putLicense({ licenseId, document, installedAt, installedBy });
      entries.push({
        kind: 'install' as const,
        content: {
          licenseId,
          cause: 'installed' as const,
          by: installedBy,
          ...factsOf(verified!, sha256(document)),
          installedAt,
          installedBy,
        },
      });
    }
    await tx.append([
      { kind: 'genesis', content: { productInstanceId } },
      ...entries,
    ]);
  });
  return files;
}
