import { JsonObject } from '@backstage/types';
import { JWK } from 'jose';
import { licenseFileKind } from '../licenseFile/licenseFileKind';
import { signFile } from './signFile';

/**
 * Issues a license.
 *
 * @param document - the members of the license; a `signature` among them is replaced
 * @param privateJwk - on Ed25519 (signs with `EdDSA`) or P-256 (`ES256`), with the `kid` its public key is
 *   trusted under
 * @returns the text of the license file, `signature` last
 * @throws an `InputError` that names the member at fault, or what is wrong with the key, without key material
 * @public
 */
export async function signLicense(
  document: JsonObject,
  privateJwk: JWK,
): Promise<string> {
  return signFile(document, licenseFileKind, privateJwk);
}
