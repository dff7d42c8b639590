import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Seals the ledger with a secret made at the first start, which no file of the repository may hold. */
export async function configureSealing(folder: string): Promise<void> {
  const file = join(folder, 'integrity-secret');
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(32).toString('base64url'), {
      mode: 0o600,
    });
  }
  process.env.APP_CONFIG_license_integrity_keys = JSON.stringify([
    { secret: await readFile(file, 'utf8') },
  ]);
}
