import {
  Checkpoint,
  checkpointSchema,
} from '@thetasecure/backstage-plugin-license-common';
import { CHECK_FAILED, CommandError } from '../commandLine/CommandError';
import { defineCommand } from '../commandLine/defineCommand';
import { nameOf, readInput } from '../commandLine/files';
import { print, printJson, table, tell } from '../commandLine/output';

interface Options {
  json?: boolean;
}

const SAVE = 'save the answer of GET /api/license/security/checkpoint as it is';

/** What the comparison of two checkpoints found. */
type Outcome = { status: 'pass' | 'warn' | 'fail'; message: string };

async function readAnswer(path: string): Promise<unknown> {
  const text = (await readInput(path)).toString('utf8');
  try {
    // Some shells save with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new CommandError(`${nameOf(path)} is not JSON; ${SAVE}`);
  }
}

function parseCheckpoint(value: unknown, path: string): Checkpoint {
  const { data } = checkpointSchema.safeParse(value);
  if (!data) {
    throw new CommandError(
      `${nameOf(
        path,
      )} holds no checkpoint with "sequence", "digest" and "recordedAt"; ${SAVE}`,
    );
  }
  return data;
}

/** Backstage answers so when the ledger has no such entry. */
const isNotFound = (value: unknown) =>
  (value as { error?: { name?: unknown } } | null)?.error?.name ===
  'NotFoundError';

function compare(saved: Checkpoint, answer: Checkpoint): Outcome {
  const { sequence } = saved;
  if (answer.sequence < sequence) {
    return {
      status: 'fail',
      message: `The ledger ends with entry ${answer.sequence}; entry ${sequence} was there when the checkpoint was saved: entries are lost, or the database was restored from an older copy.`,
    };
  }
  if (answer.sequence === sequence) {
    return answer.digest.toLowerCase() === saved.digest.toLowerCase()
      ? {
          status: 'pass',
          message: `Entry ${sequence} of the ledger is the one that was saved. Whether every entry before it is untouched, the integrity scan tells.`,
        }
      : {
          status: 'fail',
          message: `Entry ${sequence} of the ledger is not the one that was saved: the ledger was written anew.`,
        };
  }
  if (Date.parse(answer.recordedAt) < Date.parse(saved.recordedAt)) {
    return {
      status: 'fail',
      message: `Entry ${answer.sequence} of the ledger bears an earlier time than the saved entry ${sequence}: the ledger was written anew.`,
    };
  }
  return {
    status: 'warn',
    message: `The ledger went on from entry ${sequence} to ${answer.sequence}. Whether entry ${sequence} is still the one that was saved is not in this answer; ask the portal for GET /api/license/security/checkpoint?sequence=${sequence}, and compare with that.`,
  };
}

export default defineCommand<Options>({
  description:
    'Compares a checkpoint that was saved earlier with what the portal answers now: the answer of GET /api/license/security/checkpoint?sequence=N, with the N of the saved one. Ends with 0 if nothing speaks against the ledger, 1 if it does not hold what was saved, 2 if an input is unusable. An answer about a later entry cannot tell, which is a warning.',
  example: 'saved.json answer.json',
  configure: command =>
    command
      .argument('<saved>', 'the checkpoint that was saved')
      .argument('<answer>', 'the portal\'s answer; "-": standard input')
      .option('--json', 'write JSON, for programs'),
  async run([savedPath, answerPath], { json }) {
    const saved = parseCheckpoint(await readAnswer(savedPath), savedPath);
    const value = await readAnswer(answerPath);
    const outcome: Outcome = isNotFound(value)
      ? {
          status: 'fail',
          message: `The ledger holds no entry ${saved.sequence} any more: entries are lost, or the database was restored from an older copy.`,
        }
      : compare(saved, parseCheckpoint(value, answerPath));
    const { status, message } = outcome;
    await (json
      ? printJson(outcome)
      : print(table([[status, 'checkpoint', message]])));
    if (status === 'warn') {
      await tell('Note: the two could not be compared.');
    }
    if (status === 'fail') {
      throw new CommandError(
        `${message} Compare the list of licenses with your records, and look at the events of the Security tab.`,
        CHECK_FAILED,
      );
    }
  },
});
