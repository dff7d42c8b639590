import { JsonObject } from '@backstage/types';
import {
  Check,
  checkDeployment,
  checkPeriod,
  licensePeriod,
  revocationsById,
} from '@thetasecure/backstage-plugin-license-common';
import { JWK } from 'jose';
import { resolve } from 'node:path';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { checkRevocationList } from '../revocationList/checkRevocationList';
import { trust } from './licenses';

/** Where the vectors are that `docs/issuing.md` tells of. */
export const VECTORS_FILE = resolve(
  __dirname,
  '../../../../docs/issuing/vectors.json',
);

/** A file, and what a portal makes of it. */
export interface Vector {
  name: string;
  /** What it is there for. */
  shows: string;
  /** The file as text; of bytes that are no text in UTF-8, or begin with a byte order mark, `fileBase64` instead. */
  file?: string;
  fileBase64?: string;
  /** What is signed; only if the file has the right form. */
  signed?: {
    /** The canonical form of the members. */
    canonical: string;
    /** The protected header. */
    header: string;
    /** What the signature is made over: header and canonical form, base64url, with a point between. */
    signingInput: string;
    /** The signature itself, base64url. */
    signature: string;
  };
  /** Only if it matters: by the name among `deployments`. */
  deployment?: string;
  /** Only if it matters: what the clock of the portal says. */
  at?: string;
  checks: Pick<Check, 'code' | 'status'>[];
}

/** What a portal expects of licenses. */
export interface VectorDeployment {
  productInstanceId: string;
  products?: string[];
  /** By the name among `revocationLists`. */
  revocationList?: string;
}

export interface Vectors {
  about: string;
  /** The keys that are trusted. */
  jwks: { keys: JWK[] };
  /** RFC 7638, SHA-256, by `kid`. */
  thumbprints: Record<string, string>;
  deployments: Record<string, VectorDeployment>;
  licenses: Vector[];
  revocationLists: Vector[];
}

export const fileOf = ({ file, fileBase64 }: Vector): Uint8Array =>
  file === undefined ? Buffer.from(fileBase64!, 'base64') : Buffer.from(file);

/** What a file says, whatever it is worth, and its signature; of files that have the right form. */
export function partsOf(vector: Vector): {
  members: JsonObject;
  signature: string;
} {
  const text = new TextDecoder().decode(fileOf(vector));
  const { signature, ...members } = JSON.parse(text);
  return { members, signature };
}

const brief = (checks: readonly Check[]) =>
  checks.map(({ code, status }) => ({ code, status }));

/** What the code of today finds in the license of a vector. */
export async function checksOfLicense(
  vector: Vector,
  { jwks, deployments, revocationLists }: Vectors,
): Promise<Vector['checks']> {
  const keys = await trust(...jwks.keys);
  const { checks, verified } = await checkLicenseFile(fileOf(vector), keys);
  if (!verified) {
    return brief(checks);
  }
  const { revocationList, ...deployment } = deployments[vector.deployment!];
  const listVector = revocationLists.find(
    ({ name }) => name === revocationList,
  );
  const list =
    listVector &&
    (await checkRevocationList(fileOf(listVector), keys)).verified;
  const now = Date.parse(vector.at!);
  return brief([
    ...checks,
    ...checkDeployment(
      verified.document,
      verified.issuedAt,
      { ...deployment, revoked: list && revocationsById(list.document) },
      now,
    ),
    checkPeriod(licensePeriod(verified.document), now),
  ]);
}

/** What the code of today finds in the revocation list of a vector. */
export async function checksOfList(
  vector: Vector,
  { jwks }: Vectors,
): Promise<Vector['checks']> {
  const keys = await trust(...jwks.keys);
  return brief((await checkRevocationList(fileOf(vector), keys)).checks);
}
