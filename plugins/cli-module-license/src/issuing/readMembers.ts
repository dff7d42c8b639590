import { JsonObject } from '@backstage/types';
import { readJsonObject } from '@thetasecure/backstage-plugin-license-file';
import { CommandError } from '../commandLine/CommandError';
import { nameOf, readInput } from '../commandLine/files';

/** Members of a license out of a JSON file, or of the standard input for `-`; read as strictly as a license. */
export async function readMembers(path: string): Promise<JsonObject> {
  const read = readJsonObject(await readInput(path), {
    subject: nameOf(path).replace(/^the/, 'The'),
  });
  if ('fault' in read) {
    throw new CommandError(
      `${read.fault.replace(
        /\.$/,
        '',
      )}; put one JSON object there with the members of the license`,
    );
  }
  return read.value;
}
