// Packs every public package as it would be published, and checks that what its package.json promises is there.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'license-packages-'));
const faults = [];

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  }
  return stdout;
}

/** Every path that a value of `exports` or `typesVersions` names; Backstage notes kinds of features there too. */
function pathsIn(value) {
  if (typeof value === 'string') return [value];
  return Object.entries(value ?? {})
    .filter(([condition]) => condition !== 'backstage')
    .flatMap(([, inner]) => pathsIn(inner));
}

/** Packs a package and lays it out as an installation would. */
function unpack(name) {
  const tarball = join(folder, `${name}.tgz`);
  run(
    'npx',
    [
      '--yes',
      '-p',
      '@yarnpkg/cli-dist@4.18.1',
      'yarn',
      'pack',
      '--out',
      tarball,
    ],
    join(root, 'plugins', name),
  );
  run('tar', ['-xzf', tarball], folder);
  const manifest = JSON.parse(
    readFileSync(join(folder, 'package/package.json'), 'utf8'),
  );
  const target = join(folder, 'node_modules', manifest.name);
  mkdirSync(dirname(target), { recursive: true });
  run('mv', [join(folder, 'package'), target]);
  return { folderName: name, manifest, target };
}

function check({ folderName, manifest, target }) {
  const { name } = manifest;
  const promised = [
    manifest.main,
    manifest.module,
    manifest.types,
    manifest.configSchema,
    ...Object.values(manifest.bin ?? {}),
    ...pathsIn(manifest.exports),
    ...pathsIn(manifest.typesVersions),
    ...(manifest.files ?? []),
  ].filter(path => typeof path === 'string');
  for (const path of promised) {
    if (!existsSync(join(target, path))) {
      faults.push(`${name}: ${path} is promised and not in the package`);
    }
    if (path.includes('src/')) {
      faults.push(`${name}: ${path} leads to the source`);
    }
  }
  // Whether or not the package.json promises it. (The schema of the configuration is packed as JSON.)
  const hasMigrations = existsSync(
    join(root, 'plugins', folderName, 'migrations'),
  );
  if (hasMigrations && !existsSync(join(target, 'migrations'))) {
    faults.push(`${name}: its migrations are not in the package`);
  }
  const hasSchema = existsSync(
    join(root, 'plugins', folderName, 'config.d.ts'),
  );
  if (hasSchema && !manifest.configSchema) {
    faults.push(`${name}: its configuration schema is not in the package`);
  }
  const ranges = { ...manifest.dependencies, ...manifest.peerDependencies };
  for (const [dependency, range] of Object.entries(ranges)) {
    if (range.startsWith('workspace:')) {
      faults.push(`${name}: ${dependency} is asked for as ${range}`);
    }
  }
  // A browser's modules cannot be loaded here; that they resolve is shown above.
  if (manifest.backstage.role !== 'frontend-plugin') {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['-e', `require(${JSON.stringify(name)})`],
      { cwd: folder, encoding: 'utf8' },
    );
    if (status !== 0) faults.push(`${name}: cannot be loaded\n${stderr}`);
  }
}

/** Runs a program of a package in a project that has installed it. */
function checkRuns(name, program, args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules', name, program), ...args],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0 || !stdout.includes('--jwks')) {
    faults.push(`${name}: ${args.join(' ')} does not run\n${stdout}${stderr}`);
  }
}

/** A command line runs by itself, and as a part of the Backstage CLI. */
function checkCommandLine({ manifest }) {
  const { name, bin } = manifest;
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'a-project',
      private: true,
      workspaces: [],
      devDependencies: { [name]: manifest.version },
    }),
  );
  for (const program of Object.values(bin)) {
    checkRuns(name, program, ['verify', '--help']);
  }
  checkRuns('@backstage/cli', 'bin/backstage-cli', [
    'license',
    'verify',
    '--help',
  ]);
}

/** Everything that is installed for the workspace, but our own packages, which are those just packed. */
function linkDependencies() {
  const from = join(root, 'node_modules');
  const to = join(folder, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== '@thetasecure' && !name.startsWith('.')) {
      symlinkSync(join(from, name), join(to, name), 'dir');
    }
  }
}

linkDependencies();
const packages = readdirSync(join(root, 'plugins')).map(unpack);
packages.forEach(check);
packages
  .filter(({ manifest }) => manifest.backstage.role === 'cli-module')
  .forEach(checkCommandLine);
rmSync(folder, { recursive: true, force: true });
faults.forEach(fault => console.error(fault));
console.log(`${packages.length} packages, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
