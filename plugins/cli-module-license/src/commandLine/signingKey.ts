import { readSigningKey } from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';
import { stat } from 'node:fs/promises';
import { read } from 'read';
import { CommandError } from './CommandError';
import { readInput } from './files';
import { tell } from './output';

/** Holds the passphrase where there is no terminal to ask at. */
export const PASSPHRASE_VARIABLE = 'LICENSE_KEY_PASSPHRASE';

/** So few characters are guessed by trying them all. */
const MIN_LENGTH = 12;

async function ask(prompt: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CommandError(
      `The signing key needs a passphrase and there is no terminal to ask for it; name a file with --passphrase-file, or set ${PASSPHRASE_VARIABLE}`,
    );
  }
  let giveUp = () => {};
  // At the end of its input the prompt never answers, and nothing is left to wait for.
  const ended = new Promise<never>((_, reject) => {
    giveUp = () => reject(new Error());
    process.once('beforeExit', giveUp);
  });
  try {
    return await Promise.race([
      read({ prompt, silent: true, output: process.stderr }),
      ended,
    ]);
  } catch {
    throw new CommandError('No passphrase was given; nothing was done');
  } finally {
    process.off('beforeExit', giveUp);
    // What is typed silently leaves the cursor on its line.
    await tell('');
  }
}

async function given(file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) {
    const text = (await readInput(file)).toString('utf8');
    await warnIfOpen(file);
    // The line break at the end is the editor's, not the passphrase's.
    return text.replace(/\r?\n$/, '');
  }
  return process.env[PASSPHRASE_VARIABLE];
}

/**
 * A passphrase for a new key, from a file, the environment or the terminal, where it is asked for twice.
 *
 * @throws a `CommandError` for one that is too short
 */
export async function newPassphrase(file: string | undefined): Promise<string> {
  let passphrase = await given(file);
  if (passphrase === undefined) {
    passphrase = await ask('Passphrase for the new key: ');
    if ((await ask('The same again: ')) !== passphrase) {
      throw new CommandError(
        'The two passphrases are not the same; nothing was written, try again',
      );
    }
  }
  if ([...passphrase].length < MIN_LENGTH) {
    throw new CommandError(
      `The passphrase is shorter than ${MIN_LENGTH} characters; choose a longer one, several words are good`,
    );
  }
  return passphrase;
}

/** Reads the private key that licenses are signed with; asks for its passphrase if it has one. */
export async function openSigningKey(options: {
  key: string;
  passphraseFile?: string;
}): Promise<JWK> {
  const { key, passphraseFile } = options;
  const text = (await readInput(key)).toString('utf8');
  const privateJwk = await readSigningKey(
    text,
    async () =>
      (await given(passphraseFile)) ?? ask('Passphrase of the signing key: '),
  );
  await warnIfOpen(key);
  return privateJwk;
}

async function warnIfOpen(path: string): Promise<void> {
  if (process.platform === 'win32' || path === '-') {
    return;
  }
  const { mode } = await stat(path);
  // The last six bits are what all others may do.
  if (mode % 0o100 > 0) {
    await tell(
      `Warning: other users of this machine may read ${path}; run: chmod 600 ${path}`,
    );
  }
}
