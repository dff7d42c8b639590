import {
  LicenseOrder,
  readJsonObject,
} from '@thetasecure/backstage-plugin-license-file';
import { asClause, CommandError } from '../commandLine/CommandError';
import { nameOf, readInput } from '../commandLine/files';
import { isKey } from '../looking/kindOf';

/**
 * An order out of a JSON file, or of the standard input for `-`: members of a license, and `term`. It is read as
 * strictly as a license.
 */
export async function readMembers(path: string): Promise<LicenseOrder> {
  const name = nameOf(path);
  const read = readJsonObject(await readInput(path), { subject: name });
  if ('fault' in read) {
    throw new CommandError(
      `${asClause(
        read.fault,
      )}; put one JSON object there with the members of the license`,
    );
  }
  const { term, ...members } = read.value;
  if (isKey(members)) {
    throw new CommandError(
      `${name} holds a key, which must not become a part of a license; put the members of the license there`,
    );
  }
  if (members.signature !== undefined) {
    throw new CommandError(
      `${name} holds a license that was issued already; renew it with --renew, or take out "signature" and "issuedAt" to issue it anew under the same id`,
    );
  }
  return { members, ...(term !== undefined && { term: String(term) }) };
}
