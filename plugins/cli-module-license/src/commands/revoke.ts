import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import {
  checkRevocationList,
  extendRevocationList,
  signRevocationList,
} from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';
import { collect } from '../commandLine/collect';
import { defineCommand } from '../commandLine/defineCommand';
import { readInput, replaceFile, writeNew } from '../commandLine/files';
import { tell } from '../commandLine/output';
import { openSigningKey } from '../commandLine/signingKey';
import { keysOfIssuer, refuseToSign } from '../commandLine/trustedKeys';

interface Options {
  key: string;
  passphraseFile?: string;
  list: string;
  create?: boolean;
  jwks?: string[];
  reason?: string;
  revokedAt?: string;
  dryRun?: boolean;
}

/** A revocation list is for all customers to read. */
const LIST_MODE = 0o644;

async function readList(
  path: string,
  privateJwk: JWK,
  jwks: string[],
): Promise<RevocationList> {
  const keys = await keysOfIssuer(privateJwk, jwks);
  const { checks, list } = await checkRevocationList(
    await readInput(path),
    keys,
  );
  if (!list) {
    throw refuseToSign(path, checks);
  }
  return list.document;
}

export default defineCommand<Options>({
  description:
    'Puts licenses on a revocation list, and signs it with the next sequence number. Portals that get the list count those licenses for nothing, whatever the day they are revoked from.',
  example:
    '--key signing-key.json --list revocations.json --create --reason "Never paid" LIC-2026-000123',
  configure: command =>
    command
      .argument('<licenseId...>', 'ids of the licenses')
      .requiredOption('--key <file>', 'private key to sign with')
      .option('--passphrase-file <file>', 'passphrase of the private key')
      .requiredOption('--list <file>', 'the list; it is replaced by the next')
      .option('--create', 'begin a list: there is none yet')
      .option(
        '--jwks <file>',
        'earlier public keys that the list may be signed with; repeat it',
        collect,
      )
      .option('--reason <text>', 'why, shown to the customers')
      .option('--revoked-at <date>', 'day, YYYY-MM-DD (default: today in UTC)')
      .option('--dry-run', 'make every check, write nothing'),
  async run(licenseIds, options) {
    const { list, create, reason } = options;
    const now = Date.now();
    const privateJwk = await openSigningKey(options);
    const previous = create
      ? undefined
      : await readList(list, privateJwk, options.jwks ?? []);
    const revokedAt =
      options.revokedAt ?? new Date(now).toISOString().slice(0, 10);
    const members = extendRevocationList(
      previous,
      licenseIds.map(licenseId => ({
        licenseId,
        revokedAt,
        ...(reason !== undefined && { reason }),
      })),
      { now },
    );
    const text = await signRevocationList(members, privateJwk);
    if (!options.dryRun) {
      await (create
        ? writeNew(list, text, LIST_MODE)
        : replaceFile(list, text, LIST_MODE));
    }
    await tell(
      options.dryRun
        ? `The list can be signed with sequence ${members.sequence}. Nothing was written.`
        : `Wrote ${list} with sequence ${members.sequence}: give it to everybody who trusts the key.`,
    );
  },
});
