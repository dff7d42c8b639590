import {
  createSigningKey,
  protectSigningKey,
} from '@thetasecure/backstage-plugin-license-file';
import { Option } from 'commander';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { CommandError } from '../commandLine/CommandError';
import { defineCommand } from '../commandLine/defineCommand';
import {
  PUBLIC_MODE,
  refuseExisting,
  SECRET_MODE,
  writeNew,
} from '../commandLine/files';
import { print, tell } from '../commandLine/output';
import { newPassphrase, PASSPHRASE_VARIABLE } from '../commandLine/signingKey';

interface Options {
  curve: keyof typeof ALGORITHMS;
  kid?: string;
  out: string;
  jwks: string;
  encrypt?: boolean;
  passphraseFile?: string;
}

const ALGORITHMS = { Ed25519: 'EdDSA', 'P-256': 'ES256' } as const;

export default defineCommand<Options>({
  description:
    'Makes a key pair to issue licenses with. The private key goes to a file that only you may read; the public key goes to a JSON Web Key Set, and to the standard output as lines for the app-config.yaml of those who trust it.',
  example:
    '--kid portal-2026-1 --out signing-key.json --jwks trusted-keys.json',
  configure: command =>
    command
      .addOption(
        new Option('--curve <curve>', 'kind of key')
          .choices(Object.keys(ALGORITHMS))
          .default('Ed25519'),
      )
      .option('--kid <id>', 'id of the key (default: its RFC 7638 thumbprint)')
      .option('--out <file>', 'private key', 'signing-key.json')
      .option('--jwks <file>', 'public key', 'trusted-keys.json')
      .option(
        '--encrypt',
        `encrypt the private key with a passphrase: it is asked for, or read from ${PASSPHRASE_VARIABLE}`,
      )
      .option(
        '--passphrase-file <file>',
        'encrypt the private key with the passphrase in this file',
      ),
  async run(_args, { curve, kid, out, jwks, encrypt, passphraseFile }) {
    if (resolve(out) === resolve(jwks)) {
      throw new CommandError(
        'The two keys cannot share a file; name one for each, with --out and --jwks',
      );
    }
    await refuseExisting(out);
    await refuseExisting(jwks);
    const passphrase =
      encrypt || passphraseFile !== undefined
        ? await newPassphrase(passphraseFile)
        : undefined;
    const { privateJwk, publicJwk } = await createSigningKey({
      algorithm: ALGORITHMS[curve],
      kid,
    });
    const keySet = { keys: [publicJwk] };
    const privateText =
      passphrase === undefined
        ? JSON.stringify(privateJwk, null, 2)
        : await protectSigningKey(privateJwk, passphrase);
    await writeNew(jwks, `${JSON.stringify(keySet, null, 2)}\n`, PUBLIC_MODE);
    try {
      await writeNew(out, `${privateText}\n`, SECRET_MODE);
    } catch (error) {
      // Of a key that nobody has, the public half is of no use.
      await rm(jwks, { force: true });
      throw error;
    }
    await tell(
      [
        `Private key: ${out}${
          passphrase === undefined ? '' : ' (encrypted)'
        }. Whoever has it can issue licenses.`,
        `Public key: ${jwks}, with the id ${publicJwk.kid}.`,
        'Portals trust it with these lines in app-config.yaml:',
        '',
      ].join('\n'),
    );
    await print(stringify({ license: { trustedKeys: keySet } }));
  },
});
