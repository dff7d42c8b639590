import {
  Check,
  checkPeriod,
  licensePeriod,
} from '@thetasecure/backstage-plugin-license-common';
import {
  readLicenseFile,
  readRevocationList,
} from '@thetasecure/backstage-plugin-license-file';
import { CommandError } from '../commandLine/CommandError';
import { defineCommand } from '../commandLine/defineCommand';
import { nameOf, readInput } from '../commandLine/files';
import { print, printJson, table, tableOfChecks } from '../commandLine/output';
import { instantOf } from '../looking/instant';
import { kindOf } from '../looking/kindOf';
import { showLicense, tableOfLicense } from '../looking/showLicense';
import {
  showRevocationList,
  tableOfRevocationList,
} from '../looking/showRevocationList';

interface Options {
  at?: string;
  json?: boolean;
}

const CAUTION =
  'Nothing of this is verified: anybody can write such a file. To know whether it is genuine, use verify.';

interface Description {
  /** For programs. */
  value: object;
  /** For people. */
  text: string;
}

function describeLicense(bytes: Uint8Array, now: number): Description {
  const read = readLicenseFile(bytes);
  if ('fault' in read) {
    throw new CommandError(
      `This is no license file. ${read.fault} Use the file exactly as the vendor sent it`,
    );
  }
  const { document, signature } = read.file;
  const license = showLicense(document);
  const period: Check = checkPeriod(licensePeriod(document), now);
  const signed = { algorithm: signature.algorithm, keyId: signature.keyId };
  return {
    value: { kind: 'license', verified: false, license, signed, period },
    text: [
      tableOfLicense(license),
      table([['Signed with', `${signed.keyId} (${signed.algorithm})`]]),
      tableOfChecks([period]),
    ].join('\n'),
  };
}

function describeRevocationList(bytes: Uint8Array): Description {
  const read = readRevocationList(bytes);
  if ('fault' in read) {
    throw new CommandError(
      `This is no revocation list. ${read.fault} Use the file exactly as the vendor sent it`,
    );
  }
  const { document, signature } = read.file;
  const revocations = showRevocationList(document);
  const signed = { algorithm: signature.algorithm, keyId: signature.keyId };
  return {
    value: { kind: 'revocations', verified: false, revocations, signed },
    text: [
      tableOfRevocationList(revocations),
      table([['Signed with', `${signed.keyId} (${signed.algorithm})`]]),
    ].join('\n'),
  };
}

export default defineCommand<Options>({
  description:
    'Shows what a license file or a revocation list says, without verifying it: no key is needed. Of the license key only the beginning and the end are shown.',
  example: 'license.json',
  configure: command =>
    command
      .argument(
        '<file>',
        'license file or revocation list; "-": standard input',
      )
      .option('--at <instant>', 'judge the dates at this instant')
      .option('--json', 'write JSON, for programs'),
  async run([path], { at, json }) {
    const now = instantOf(at);
    const bytes = await readInput(path);
    const { value, text } =
      kindOf(bytes, nameOf(path)) === 'license'
        ? describeLicense(bytes, now)
        : describeRevocationList(bytes);
    await (json ? printJson(value) : print(`${text}\n\n${CAUTION}`));
  },
});
