import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

const portal = join(__dirname, 'portal');

/**
 * Builds the portal for production, as the Backstage CLI builds that of a customer.
 *
 * @returns the folder of the build
 */
export async function buildPortal(logFile: string): Promise<string> {
  const child = spawn(
    process.execPath,
    [require.resolve('@backstage/cli/bin/backstage-cli'), 'package', 'build'],
    {
      cwd: portal,
      // With CI set, the warnings of other packages would be errors.
      env: { ...process.env, CI: undefined, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const [code] = await once(child, 'close');
  log.end();
  if (code !== 0) {
    throw new Error(`The portal cannot be built; see ${logFile}`);
  }
  return join(portal, 'dist');
}
