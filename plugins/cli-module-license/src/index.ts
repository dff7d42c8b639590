/**
 * The command line of License Management: a module of the Backstage CLI, and a program of its own.
 *
 * @packageDocumentation
 */
import { CliModule, createCliModule, runCli } from '@backstage/cli-node';
import packageJson from '../package.json';
import { commands } from './commands';

/** The commands below a path, as the Backstage CLI has others beside them. */
const moduleBelow = (...parent: string[]): CliModule =>
  createCliModule({
    packageJson,
    init: async registry => {
      for (const command of commands) {
        registry.addCommand({ ...command, path: [...parent, ...command.path] });
      }
    },
  });

/**
 * Adds `backstage-cli license …`.
 *
 * @public
 */
export default moduleBelow('license');

/**
 * Runs the commands without a Backstage project, as `thetasecure-license …`.
 *
 * @public
 */
export async function runAlone(): Promise<void> {
  // The Backstage CLI says nothing to somebody who names a group of commands, or none.
  const named = process.argv.slice(2);
  const isGroup = commands.some(
    ({ path }) =>
      named.length < path.length &&
      named.every((name, index) => name === path[index]),
  );
  if (isGroup) {
    process.argv.push('--help');
  }
  await runCli({
    modules: [moduleBelow()],
    name: Object.keys(packageJson.bin)[0],
    version: packageJson.version,
  });
}
