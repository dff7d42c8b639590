import { JsonObject } from '@backstage/types';
import { JWK } from 'jose';
import { revocationListKind } from '../revocationList/revocationListKind';
import { signFile } from './signFile';

/**
 * Issues a revocation list, at most 1 MiB.
 *
 * @param document - the members of the list; a `signature` among them is replaced
 * @param privateJwk - on Ed25519 (signs with `EdDSA`) or P-256 (`ES256`), with the `kid` its public key is
 *   trusted under
 * @returns the text of the revocation list, `signature` last
 * @throws an `InputError` that names the member at fault, or what is wrong with the key, without key material
 * @public
 */
export async function signRevocationList(
  document: JsonObject,
  privateJwk: JWK,
): Promise<string> {
  return signFile(document, revocationListKind, privateJwk);
}
