import { JsonObject } from '@backstage/types';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LicenseFiles } from '../data/LicenseFiles';

/** As many as the product manual counts. */
export const USERS = 63;

const BY_HAND = {
  frequency: { trigger: 'manual' },
  timeout: { minutes: 30 },
};

/** The configuration of a backend. */
export function configure(options: {
  url: string;
  database: JsonObject;
  /** A file of the catalog. */
  users: string;
  files: LicenseFiles;
}): JsonObject {
  const { url, database, users, files } = options;
  const { hostname: host, port } = new URL(url);
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host, port: Number(port) },
      database,
    },
    auth: { providers: { bench: {} } },
    permission: { enabled: true },
    catalog: {
      rules: [{ allow: ['User'] }],
      locations: [{ type: 'file', target: users }],
      // Once is enough: nothing of it changes while something is measured.
      processingInterval: { hours: 24 },
    },
    license: {
      trustedKeys: { keys: [files.publicJwk as JsonObject] },
      integrity: { keys: [{ secret: files.secret }] },
      // What runs by itself would fall into one measurement and not into another.
      schedule: {
        validation: BY_HAND,
        integrityScan: BY_HAND,
        usage: BY_HAND,
      },
    },
  };
}

/** @returns the path of a file with the users of the catalog */
export async function writeUsers(folder: string): Promise<string> {
  const file = join(folder, 'users.yaml');
  const documents = Array.from({ length: USERS }, (_, index) =>
    // Each JSON document is a YAML document too.
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name: `user-${index + 1}` },
      spec: { profile: { displayName: `User ${index + 1}` }, memberOf: [] },
    }),
  );
  await writeFile(file, `${documents.join('\n---\n')}\n`);
  return file;
}
