import { isInstant } from '@thetasecure/backstage-plugin-license-common';
import { CommandError } from '../commandLine/CommandError';

/** The instant that `--at` names, or now; in milliseconds since the epoch. */
export function instantOf(at: string | undefined): number {
  if (at === undefined) {
    return Date.now();
  }
  if (!isInstant(at)) {
    throw new CommandError(
      '--at is no instant; write one such as 2027-03-01T00:00:00Z',
    );
  }
  return Date.parse(at);
}
