import { CliCommandContext } from '@backstage/cli-node';
import { isError } from '@backstage/errors';
import {
  Command,
  CommanderError,
  InvalidArgumentError,
  OptionValues,
} from 'commander';
import { asClause, CommandError, UNUSABLE_INPUT } from './CommandError';

/** What a command is, besides its place among the others. */
export interface CommandDefinition<Options extends OptionValues> {
  description: string;
  /** Its arguments and options. */
  configure(command: Command): Command;
  /** A command line that works, one argument of the shell after the other, without the name of the command. */
  example: string;
  run(args: string[], options: Options): Promise<void>;
}

function toCommandError(error: unknown, usage: string): CommandError {
  if (error instanceof CommandError) {
    return error;
  }
  if (error instanceof CommanderError) {
    const [fault] = error.message
      .replace(/^error: /, '')
      // Who looks for an option to give a secret with has given it.
      .replace(/^(unknown option '[^=]*)=.*'/, "$1'")
      .split('\n');
    return new CommandError(
      `${fault[0].toUpperCase()}${asClause(
        fault.slice(1),
      )}; see what is known with: ${usage} --help`,
    );
  }
  if (isError(error) && error.name === 'InputError') {
    return new CommandError(error.message);
  }
  return new CommandError(
    `This is a fault of the command itself (${
      isError(error) ? `${error.name}: ${error.message}` : 'unknown'
    }); report it together with the command you ran`,
  );
}

/** commander lets the last of several values win; the others would be lost without a word. */
function refuseRepeated(command: Command): Command {
  for (const option of command.options) {
    if (option.required && !option.parseArg) {
      let isGiven = false;
      option.argParser(value => {
        if (isGiven) {
          throw new InvalidArgumentError('It is given twice.');
        }
        isGiven = true;
        return value;
      });
    }
  }
  return command;
}

/**
 * Makes a command of the Backstage CLI of a definition. commander reads the arguments, as it refuses unknown
 * options and missing values by itself.
 */
export function defineCommand<Options extends OptionValues>(
  definition: CommandDefinition<Options>,
): (context: CliCommandContext) => Promise<void> {
  const { description, configure, example, run } = definition;
  return async ({ args, info }) => {
    // Whatever ends the process before the command is over, it is no success. The Backstage CLI ends it with 0.
    process.exitCode = UNUSABLE_INPUT;
    const command = refuseRepeated(
      configure(
        new Command(info.usage)
          .description(description)
          .exitOverride()
          .configureOutput({ writeErr: () => {} })
          .allowExcessArguments(false)
          .addHelpText('after', `\nExample:\n  $ ${info.usage} ${example}`),
      ),
    ).action(async () => {
      await run(command.args, command.opts<Options>());
    });
    try {
      await command.parseAsync(args, { from: 'user' });
    } catch (error) {
      if (error instanceof CommanderError && error.exitCode === 0) {
        return;
      }
      throw toCommandError(error, info.usage);
    }
  };
}
