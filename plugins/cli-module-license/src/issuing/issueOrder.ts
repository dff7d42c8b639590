import { JsonObject } from '@backstage/types';
import {
  completeLicense,
  IssuedLicense,
  issueLicense,
} from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';

/** What is ordered: members, and how long the license runs if no member tells. */
export interface Order {
  members: JsonObject;
  term?: string;
}

/** What licenses are signed with, and when. */
export interface Signing {
  privateJwk: JWK;
  /** In milliseconds since the epoch: the same for all licenses of one command. */
  now: number;
}

/** @throws an `InputError` that names the member at fault, or what is wrong with the key */
export async function issueOrder(
  { members, term }: Order,
  { privateJwk, now }: Signing,
): Promise<IssuedLicense> {
  return issueLicense(completeLicense(members, { now, term }), privateJwk, {
    now,
  });
}
