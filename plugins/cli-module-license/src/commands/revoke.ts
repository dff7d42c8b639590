import { JsonObject } from '@backstage/types';
import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import {
  checkRevocationList,
  extendRevocationList,
  shortenRevocationList,
  SignedFacts,
  signRevocationList,
} from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';
import { lock } from 'proper-lockfile';
import { collect } from '../commandLine/collect';
import { CommandError } from '../commandLine/CommandError';
import { defineCommand } from '../commandLine/defineCommand';
import {
  PUBLIC_MODE,
  readInput,
  reasonOf,
  refuseExisting,
  replaceFile,
  writeNew,
} from '../commandLine/files';
import { tell } from '../commandLine/output';
import { openSigningKey } from '../commandLine/signingKey';
import { keysOfIssuer, refuseToSign } from '../commandLine/trustedKeys';

interface Options {
  key: string;
  passphraseFile?: string;
  list: string;
  create?: boolean;
  remove?: boolean;
  jwks?: string[];
  reason?: string;
  revokedAt?: string;
  dryRun?: boolean;
}

function checkCombination(options: Options) {
  const { list, create, remove, reason, revokedAt } = options;
  if (list === '-') {
    throw new CommandError(
      'The list is replaced by the next, so it has to be a file; name one with --list',
    );
  }
  if (remove && (create || reason !== undefined || revokedAt !== undefined)) {
    throw new CommandError(
      'With --remove licenses are taken off a list; leave --create, --reason and --revoked-at out',
    );
  }
}

async function readList(
  path: string,
  privateJwk: JWK,
  jwks: string[],
): Promise<SignedFacts<RevocationList>> {
  const keys = await keysOfIssuer(privateJwk, jwks);
  const { checks, verified } = await checkRevocationList(
    await readInput(path),
    keys,
  );
  if (!verified) {
    throw refuseToSign(path, checks);
  }
  return verified;
}

function nextList(
  previous: SignedFacts<RevocationList> | undefined,
  licenseIds: readonly string[],
  options: Options,
): JsonObject {
  const now = Date.now();
  if (options.remove && previous) {
    return shortenRevocationList(previous, licenseIds, { now });
  }
  const { reason, revokedAt = new Date(now).toISOString().slice(0, 10) } =
    options;
  return extendRevocationList(
    previous,
    licenseIds.map(licenseId => ({
      licenseId,
      revokedAt,
      ...(reason !== undefined && { reason }),
    })),
    { now },
  );
}

/** Two commands at once would make two lists of one sequence, of which portals take only the first. */
async function whileLocked(
  path: string,
  work: () => Promise<void>,
): Promise<void> {
  const release = await lock(path, { realpath: false }).catch(error => {
    throw new CommandError(
      error?.code === 'ELOCKED'
        ? `${path} is being changed by another command; wait for it, then try again`
        : `${path} cannot be changed: ${reasonOf(error)}; choose another place`,
    );
  });
  try {
    await work();
  } finally {
    await release();
  }
}

export default defineCommand<Options>({
  description:
    'Puts licenses on a revocation list, or takes them off, and signs it with the next sequence number. Portals that get the list count those on it for nothing, whatever the day they are revoked from.',
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
        '--remove',
        'take the licenses off the list: they were revoked by mistake',
      )
      .option(
        '--jwks <file>',
        'earlier public keys that the list may be signed with; repeat it for more',
        collect,
      )
      .option('--reason <text>', 'why, shown to the customers')
      .option('--revoked-at <date>', 'day, YYYY-MM-DD (default: today in UTC)')
      .option('--dry-run', 'make every check, write nothing'),
  async run(licenseIds, options) {
    checkCombination(options);
    const { list, create, dryRun, jwks = [] } = options;
    if (create) {
      await refuseExisting(list);
    }
    const privateJwk = await openSigningKey(options);
    const change = async () => {
      const previous = create
        ? undefined
        : await readList(list, privateJwk, jwks);
      const members = nextList(previous, licenseIds, options);
      const text = await signRevocationList(members, privateJwk);
      if (dryRun) {
        await tell(
          `The list can be signed with sequence ${members.sequence}. Nothing was written.`,
        );
        return;
      }
      await (create
        ? writeNew(list, text, PUBLIC_MODE)
        : replaceFile(list, text));
      await tell(
        `Wrote ${list} with sequence ${members.sequence}: give it to everybody who trusts the key.`,
      );
    };
    await (dryRun ? change() : whileLocked(list, change));
  },
});
