import {
  checkPeriod,
  licensePeriod,
} from '@thetasecure/backstage-plugin-license-common';
import {
  readLicenseFile,
  readRevocationList,
  SignedFile,
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

/** What a file says: for programs, and for people. */
interface Description {
  value: object;
  text: string[];
}

function fileOf<T>(
  read: { file: SignedFile<T> } | { fault: string },
  kind: string,
): SignedFile<T> {
  if ('fault' in read) {
    throw new CommandError(
      `This is no ${kind}. ${read.fault} Use the file exactly as the vendor sent it`,
    );
  }
  return read.file;
}

function signedWith({ signature }: SignedFile<unknown>) {
  const { keyId, algorithm } = signature;
  return {
    signed: { algorithm, keyId },
    row: table([['Signed with', `${keyId} (${algorithm})`]]),
  };
}

function describeLicense(bytes: Uint8Array, now: number): Description {
  const file = fileOf(readLicenseFile(bytes), 'license file');
  const license = showLicense(file);
  const period = checkPeriod(licensePeriod(file.document), now);
  const { signed, row } = signedWith(file);
  return {
    value: { kind: 'license', verified: false, license, signed, period },
    text: [tableOfLicense(license), row, tableOfChecks([period])],
  };
}

function describeRevocationList(bytes: Uint8Array): Description {
  const file = fileOf(readRevocationList(bytes), 'revocation list');
  const revocations = showRevocationList(file.document);
  const { signed, row } = signedWith(file);
  return {
    value: { kind: 'revocations', verified: false, revocations, signed },
    text: [tableOfRevocationList(revocations), row],
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
    await (json ? printJson(value) : print([...text, '', CAUTION].join('\n')));
  },
});
