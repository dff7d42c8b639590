import {
  createSigningKey,
  IssuedLicense,
  layerOrders,
  LicenseOrder,
  renewLicense,
} from '@thetasecure/backstage-plugin-license-file';
import { collect } from '../commandLine/collect';
import { CommandError } from '../commandLine/CommandError';
import { defineCommand } from '../commandLine/defineCommand';
import { refuseExisting, SECRET_MODE, writeNew } from '../commandLine/files';
import { print, tell } from '../commandLine/output';
import { showLicense, tableOfLicense } from '../looking/showLicense';
import { openSigningKey } from '../commandLine/signingKey';
import { keysOfIssuer } from '../commandLine/trustedKeys';
import { issueBatch } from '../issuing/issueBatch';
import { issueOrder, Signing } from '../issuing/issueOrder';
import {
  addMemberOptions,
  MemberOptions,
  orderOf,
} from '../issuing/memberOptions';
import { readMembers } from '../issuing/readMembers';
import { readOldLicense } from '../issuing/readOldLicense';
import { readOrders } from '../issuing/readOrders';
import { checkFolder, writeBatch } from '../issuing/writeBatch';

interface Options extends MemberOptions {
  key?: string;
  passphraseFile?: string;
  renew?: string;
  jwks?: string[];
  out?: string;
  batch?: string;
  outDir?: string;
  dryRun?: boolean;
}

function checkCombination(options: Options) {
  const { key, dryRun, renew, jwks, batch, outDir, out } = options;
  if (key === undefined && (!dryRun || renew !== undefined)) {
    throw new CommandError(
      'There is no key to sign with; name the file of the private key with --key',
    );
  }
  if (batch !== undefined && renew !== undefined) {
    throw new CommandError(
      'A batch cannot renew: --renew is for a single license; leave one of the two out',
    );
  }
  if (batch !== undefined && outDir === undefined && !dryRun) {
    throw new CommandError(
      'A batch needs a folder for its licenses; name one with --out-dir',
    );
  }
  if (jwks !== undefined && renew === undefined) {
    throw new CommandError(
      'Earlier public keys are only looked at with --renew; leave --jwks out',
    );
  }
  if (batch !== undefined ? out !== undefined : outDir !== undefined) {
    throw new CommandError(
      'A single license goes to --out, those of a --batch to --out-dir; name the one that fits',
    );
  }
}

async function readSigning(options: Options): Promise<Signing> {
  const { key, passphraseFile } = options;
  return {
    // A key of the moment signs a dry run: all checks are made, and nothing of use is left.
    privateJwk:
      key === undefined
        ? (await createSigningKey()).privateJwk
        : await openSigningKey({ key, passphraseFile }),
    now: Date.now(),
  };
}

/** What options say stands above what a file says; with both, a license is renewed if one is named. */
async function readOrder(
  file: string | undefined,
  options: Options,
  { privateJwk, now }: Signing,
): Promise<LicenseOrder> {
  const { renew, jwks = [] } = options;
  const said = orderOf(options);
  const order =
    file === undefined ? said : layerOrders(await readMembers(file), said);
  if (renew === undefined) {
    return order;
  }
  const keys = await keysOfIssuer(privateJwk, jwks);
  return renewLicense(await readOldLicense(renew, keys), order, { now });
}

async function tellWarnings({ checks }: IssuedLicense): Promise<void> {
  for (const { status, message } of checks) {
    if (status === 'warn') {
      await tell(`Note: ${message}`);
    }
  }
}

async function runBatch(
  batch: string,
  order: LicenseOrder,
  signing: Signing,
  options: Options,
): Promise<void> {
  const { outDir, dryRun } = options;
  if (outDir !== undefined) {
    await checkFolder(outDir);
  }
  const files = await issueBatch(await readOrders(batch, order), signing);
  if (dryRun || outDir === undefined) {
    await tell(`Every row is good (${files.length}). Nothing was written.`);
    return;
  }
  await writeBatch(outDir, files);
  await tell(`Licenses written to ${outDir}: ${files.length}.`);
}

async function runSingle(
  order: LicenseOrder,
  signing: Signing,
  { out, dryRun }: Options,
): Promise<void> {
  const issued = await issueOrder(order, signing);
  const { text, file } = issued;
  if (dryRun) {
    await print(tableOfLicense(showLicense(file)));
    await tellWarnings(issued);
    await tell('This license can be issued. Nothing was written.');
    return;
  }
  const isPrinted = out === undefined || out === '-';
  if (isPrinted) {
    await print(text);
  } else {
    await writeNew(out, text, SECRET_MODE);
  }
  await tell(tableOfLicense(showLicense(file)));
  await tellWarnings(issued);
  if (!isPrinted) {
    await tell(`Wrote ${out}.`);
  }
}

export default defineCommand<Options>({
  description:
    'Issues a license: a signed license.json that a portal takes. What it says comes from options, from a JSON file with members of the license ("-" is the standard input), or both: options stand above the file. What is left out is completed: the ids, the license key, and the dates.',
  example: `--key signing-key.json --product NX --max-users 100 --customer-name "Example Corp" --customer-email it@example.com --grace-period-days 30 --out license.json`,
  configure: command =>
    addMemberOptions(
      command
        .argument('[members]', 'JSON file with members of the license')
        .option('--key <file>', 'private key to sign with')
        .option('--passphrase-file <file>', 'passphrase of the private key')
        .option('--out <file>', 'where to write it (default: standard output)')
        .option(
          '--dry-run',
          'make every check, show the license, write nothing',
        )
        .option(
          '--renew <file>',
          'renew this license: keeps what stays, and supersedes it',
        )
        .option(
          '--jwks <file>',
          'earlier public keys, for --renew; repeat it for more',
          collect,
        )
        .option(
          '--batch <file>',
          'issue one license for each row of a CSV file: the headings are names of members, and customer.name, customer.email, term',
        )
        .option('--out-dir <folder>', 'where to write the licenses of a batch'),
    ),
  async run([file], options) {
    checkCombination(options);
    const { out } = options;
    if (out !== undefined && out !== '-') {
      await refuseExisting(out);
    }
    const signing = await readSigning(options);
    const order = await readOrder(file, options, signing);
    await (options.batch === undefined
      ? runSingle(order, signing, options)
      : runBatch(options.batch, order, signing, options));
  },
});
