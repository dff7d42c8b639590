import type { Script } from './openPage';
import { packageOf, sourcesOf } from './sources';

/** What an app has to know of the plugin before its page is opened: where the page is, and whom it asks. */
const DECLARATION = /^plugins\/license\/src\/(alpha\.tsx|api\/)/;

/** Ours, and what only the page uses. */
const OF_THE_PAGE =
  /^plugins\/license|node_modules\/(recharts|react-dropzone)\//;

const sum = (sizes: Iterable<number>) =>
  [...sizes].reduce((total, size) => total + size, 0);

/** Characters of each source file in some scripts. */
async function allSources(dist: string, scripts: Script[]) {
  const sizes = new Map<string, number>();
  for (const { file } of scripts) {
    for (const [source, size] of await sourcesOf(dist, file)) {
      sizes.set(source, (sizes.get(source) ?? 0) + size);
    }
  }
  return sizes;
}

/**
 * Checks that the portal has nothing of the license page before that is opened.
 *
 * @param before - all scripts that it has then
 * @returns bytes of the plugin's declaration, which it has
 * @throws an error that names what it has besides
 */
export async function declarationOf(
  dist: string,
  before: Script[],
): Promise<number> {
  const ours = [...(await allSources(dist, before))].filter(([source]) =>
    OF_THE_PAGE.test(source),
  );
  const others = ours
    .map(([source]) => source)
    .filter(source => !DECLARATION.test(source));
  if (others.length > 0) {
    throw new Error(
      `Parts of the license page are loaded before it is opened: ${others.join(
        ', ',
      )}`,
    );
  }
  const size = sum(ours.map(([, bytes]) => bytes));
  if (size === 0) {
    throw new Error('The portal does not have the license plugin');
  }
  return size;
}

/** What is in a script: its packages, the largest first, as a line of text. */
export async function describeScript(
  dist: string,
  script: Script,
): Promise<string> {
  const packages = new Map<string, number>();
  for (const [source, size] of await sourcesOf(dist, script.file)) {
    const name = packageOf(source);
    packages.set(name, (packages.get(name) ?? 0) + size);
  }
  const parts = [...packages]
    .sort(([, a], [, b]) => b - a)
    .map(([name, size]) => `${name} ${size}`);
  return `${script.file}, ${script.sent} bytes for ${script.size}: ${parts.join(
    ', ',
  )}`;
}
