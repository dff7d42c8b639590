// Installs the workspace with Yarn fetched through npx, so that Node.js and npm are all one needs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const env = { ...process.env };
// better-sqlite3 is compiled where its prebuilt binary cannot be downloaded. Node.js often comes with
// its own C++ headers: pointing node-gyp at them saves a download that may be impossible here as well.
const prefix = dirname(dirname(process.execPath));
if (
  !env.npm_config_nodedir &&
  existsSync(join(prefix, 'include/node/node.h'))
) {
  env.npm_config_nodedir = prefix;
}

const { status, error } = spawnSync(
  'npx',
  [
    '--yes',
    '-p',
    '@yarnpkg/cli-dist@4.18.1',
    'yarn',
    'install',
    '--immutable',
    ...process.argv.slice(2),
  ],
  { env, stdio: 'inherit', shell: process.platform === 'win32' },
);
if (error) throw error;
process.exit(status ?? 1);
