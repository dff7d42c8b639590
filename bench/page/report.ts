/* Prints what is in the scripts that the license page and the page of notifications load. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseHome } from '../data/DatabaseHome';
import { LicenseFiles } from '../data/LicenseFiles';
import { describeScript } from './contents';
import { firstOpenings, withPortal } from './pageRows';

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'license-page-'));
  try {
    const files = await LicenseFiles.create(folder);
    const home = await DatabaseHome.open('SQLite', files, folder);
    const plan = { rounds: 1, mostRounds: 1, seconds: 1, longRuns: 1 };
    const say = (what: string) => process.stderr.write(`${what}\n`);
    await withPortal({ plan, folder, files, home, say }, async portal => {
      const { declaration, ...pages } = await firstOpenings(portal);
      const lines = [`declaration: ${declaration} bytes`];
      for (const [name, { scripts }] of Object.entries(pages)) {
        lines.push('', name);
        for (const script of scripts) {
          lines.push(await describeScript(portal.dist, script));
        }
      }
      process.stdout.write(`${lines.join('\n')}\n`);
    });
    await home.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
