import {
  Check,
  checkDeployment,
  checkPeriod,
  isIdentifier,
  licensePeriod,
  Revocation,
  revocationsById,
} from '@thetasecure/backstage-plugin-license-common';
import {
  checkLicenseFile,
  checkRevocationList,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-file';
import { InvalidArgumentError, Option } from 'commander';
import { collect } from '../commandLine/collect';
import {
  asClause,
  CHECK_FAILED,
  CommandError,
} from '../commandLine/CommandError';
import { defineCommand } from '../commandLine/defineCommand';
import { nameOf, readInput } from '../commandLine/files';
import { print, printJson, tableOfChecks, tell } from '../commandLine/output';
import { readTrustedKeys } from '../commandLine/trustedKeys';
import { instantOf } from '../looking/instant';
import { kindOf } from '../looking/kindOf';
import { showLicense, statusOf, tableOfLicense } from '../looking/showLicense';
import {
  showRevocationList,
  tableOfRevocationList,
} from '../looking/showRevocationList';

interface Options {
  jwks: string[];
  at?: string;
  instance?: string;
  product?: string[];
  revocations?: string;
  maxGracePeriodDays?: number;
  json?: boolean;
}

/** As the configuration of a portal takes it. */
function daysOf(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 365) {
    throw new InvalidArgumentError('Write a whole number from 0 to 365.');
  }
  return Number(text);
}

interface Verdict {
  checks: Check[];
  /** What is verified, for programs; absent if nothing is. */
  facts?: object;
  /** The same, for people. */
  text?: string;
  /** What was not checked, though a portal would. */
  note?: string;
}

async function readRevoked(
  path: string | undefined,
  keys: TrustedKeys,
): Promise<ReadonlyMap<string, Revocation> | undefined> {
  if (path === undefined) {
    return undefined;
  }
  const { checks, verified } = await checkRevocationList(
    await readInput(path),
    keys,
  );
  if (!verified) {
    const { message } = checks[checks.length - 1];
    throw new CommandError(
      `${nameOf(path)} is no revocation list to go by. ${asClause(
        message,
      )}; use the latest list exactly as the vendor sent it`,
    );
  }
  return revocationsById(verified.document);
}

async function verifyLicense(
  bytes: Uint8Array,
  keys: TrustedKeys,
  options: Options,
): Promise<Verdict> {
  const { instance, maxGracePeriodDays } = options;
  if (instance !== undefined && !isIdentifier(instance)) {
    throw new CommandError(
      '--instance is no id of a deployment; copy the one that the page of the portal shows',
    );
  }
  const revoked = await readRevoked(options.revocations, keys);
  const now = instantOf(options.at);
  const { checks, verified } = await checkLicenseFile(bytes, keys);
  if (!verified) {
    return { checks };
  }
  const { document, issuedAt } = verified;
  const lasting = [
    ...checks,
    ...checkDeployment(
      document,
      issuedAt,
      {
        productInstanceId: instance,
        products: options.product,
        revoked,
      },
      // As in a portal, another time moves dates only: the clock is that of now.
      Date.now(),
    ),
  ];
  const period = licensePeriod(document, { maxGracePeriodDays });
  const license = {
    ...showLicense(verified, period),
    status: statusOf({ document, period, issuedAt }, lasting, now),
  };
  return {
    checks: [...lasting, checkPeriod(period, now)],
    facts: { license },
    text: tableOfLicense(license),
    ...(license.productInstanceId !== undefined &&
      instance === undefined && {
        note: `The license is bound to the deployment ${license.productInstanceId}; whether that is yours was not checked: name yours with --instance.`,
      }),
  };
}

async function verifyRevocationList(
  bytes: Uint8Array,
  keys: TrustedKeys,
  options: Options,
): Promise<Verdict> {
  const { jwks, json, ...ofLicenses } = options;
  if (Object.keys(ofLicenses).length > 0) {
    throw new CommandError(
      'This is a revocation list: only its form, key and signature are checked; leave out all options but --jwks and --json',
    );
  }
  const { checks, verified } = await checkRevocationList(bytes, keys);
  if (!verified) {
    return { checks };
  }
  const revocations = showRevocationList(verified.document);
  return {
    checks,
    facts: { revocations },
    text: tableOfRevocationList(revocations),
  };
}

export default defineCommand<Options>({
  description:
    'Verifies a license file or a revocation list with the public keys of its vendor: the checks that a portal makes, in the same order, as far as the options tell what is known of the portal. Ends with 0 if none fails, 1 if one fails, 2 if an input is unusable.',
  example:
    'license.json --jwks trusted-keys.json --instance 0b0d2a3e-6d4e-4a2f-9b39-0a8f6f3c1c11',
  configure: command =>
    command
      .argument(
        '<file>',
        'license file or revocation list; "-": standard input',
      )
      .requiredOption(
        '--jwks <file>',
        'public keys that are trusted; repeat it for more',
        collect,
      )
      .option('--at <instant>', 'judge the dates at this instant')
      .option('--instance <id>', 'product instance id of the deployment')
      .option(
        '--product <name>',
        'product that is accepted; repeat it for more (default: all)',
        collect,
      )
      .option('--revocations <file>', 'revocation list to go by')
      .addOption(
        new Option(
          '--max-grace-period-days <days>',
          'license.maxGracePeriodDays of the portal (default: no limit)',
        ).argParser(daysOf),
      )
      .option('--json', 'write JSON, for programs'),
  async run([path], options) {
    const keys = await readTrustedKeys(options.jwks);
    const bytes = await readInput(path);
    const { checks, facts, text, note } =
      kindOf(bytes, nameOf(path)) === 'license'
        ? await verifyLicense(bytes, keys, options)
        : await verifyRevocationList(bytes, keys, options);
    const failed = checks.find(({ status }) => status === 'fail');
    if (options.json) {
      await printJson({ valid: !failed, checks, ...facts });
    } else {
      await print(
        [...(text ? [text, ''] : []), tableOfChecks(checks)].join('\n'),
      );
    }
    if (note) {
      await tell(`Note: ${note}`);
    }
    if (failed) {
      throw new CommandError(
        `The check "${failed.code}" failed: ${failed.message}${
          failed.remedy ? ` ${failed.remedy}` : ''
        }`,
        CHECK_FAILED,
      );
    }
  },
});
