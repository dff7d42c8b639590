/**
 * The command line of License Management: a module of the Backstage CLI, and a program of its own.
 *
 * @packageDocumentation
 */
import { CliModule, createCliModule, runCli } from '@backstage/cli-node';
import packageJson from '../package.json';
import { UNUSABLE_INPUT } from './commandLine/CommandError';
import { showable } from './commandLine/showable';
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

/** Options that need no command. */
const GENERAL_OPTIONS = ['-h', '--help', '-V', '--version'];

/** What the words of a command line lead to: a command, a group of them, or nothing. */
function meaningOf(words: readonly string[]): 'command' | 'group' | 'unknown' {
  const fits = ({ path }: (typeof commands)[number]) =>
    path.every((step, at) => words[at] === undefined || words[at] === step);
  const fitting = commands.filter(fits);
  if (fitting.length === 0) {
    return 'unknown';
  }
  return fitting.some(({ path }) => path.length <= words.length)
    ? 'command'
    : 'group';
}

/**
 * Runs the commands without a Backstage project, as `thetasecure-license …`.
 *
 * @public
 */
export async function runAlone(): Promise<void> {
  const [name] = Object.keys(packageJson.bin);
  const [, , ...args] = process.argv;
  const firstOption = args.findIndex(word => word.startsWith('-'));
  const words = firstOption < 0 ? args : args.slice(0, firstOption);
  // The Backstage CLI ends with 1 here, which means that a check failed, and with nothing at all for a group.
  const isUnknown =
    words.length === 0
      ? args.length > 0 && !GENERAL_OPTIONS.includes(args[0])
      : words[0] !== 'help' && meaningOf(words) === 'unknown';
  if (isUnknown) {
    const unknown = words.length === 0 ? args[0] : words.join(' ');
    process.stderr.write(
      showable(
        `There is no command "${unknown}"; see what there is with: ${name} --help.\n`,
      ),
    );
    process.exit(UNUSABLE_INPUT);
  }
  if (meaningOf(words) === 'group' && args.length === words.length) {
    process.argv.push('--help');
  }
  await runCli({
    modules: [moduleBelow()],
    name,
    version: packageJson.version,
  });
}
