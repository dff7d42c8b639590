import { JsonObject } from '@backstage/types';
import { JWK } from 'jose';
import { TrustedKeys } from '../keys/TrustedKeys';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { checkRevocationList } from '../revocationList/checkRevocationList';
import { CheckedFile } from '../signedFile/checkSignedFile';
import { createSigningKey } from '../signing/createSigningKey';
import { signLicense } from '../signing/signLicense';
import { signRevocationList } from '../signing/signRevocationList';
import { bytesOf, licenseDocument, revocationList, trust } from './licenses';

/** A kind of signed file as a vendor and a portal meet it. */
interface Kind {
  /** Facts with members that the format knows, and others, at every depth. */
  facts: JsonObject;
  /** As many facts, and each of them another one. */
  others: JsonObject;
  sign(facts: JsonObject, privateJwk: JWK): Promise<string>;
  check(bytes: Uint8Array, keys: TrustedKeys): Promise<CheckedFile<unknown>>;
}

const UNKNOWN = { text: 'a"\\\u00e9', list: [1, -20, [true, { deep: 'x' }]] };
const OTHER_UNKNOWN = { text: 'b', list: [2, -30, [false, { deep: 'y' }]] };

const KINDS: Record<'license' | 'revocation list', Kind> = {
  license: {
    facts: licenseDocument({
      customer: {
        name: 'Łódź & Co. 😀',
        email: 'it@example.com',
        contact: { phone: '+49 30 1', vip: true },
      },
      features: ['sso', 'audit'],
      note: UNKNOWN,
    }),
    others: licenseDocument({
      licenseId: 'LIC-2027-000456',
      licenseKey: 'NY-AAAA-BBBB-CCCC-DDDD',
      product: 'NY',
      type: 'trial',
      productInstanceId: 'portal-2',
      customer: {
        name: 'Other Corp',
        email: 'ops@example.org',
        contact: { phone: '+1 555', vip: false },
      },
      maxUsers: 5000,
      validFrom: '2026-03-01',
      validUntil: '2030-12-31',
      timeZone: 'Europe/Berlin',
      gracePeriodDays: 60,
      features: ['scim', 'backup'],
      supersedes: ['LIC-2024-000001'],
      issuer: 'https://other.example.com',
      issuedAt: '2026-02-20T10:00:00Z',
      note: OTHER_UNKNOWN,
    }),
    sign: signLicense,
    check: checkLicenseFile,
  },
  'revocation list': {
    facts: revocationList({ note: UNKNOWN }),
    others: revocationList({
      sequence: 8,
      issuedAt: '2026-06-01T10:00:00Z',
      revoked: [
        { licenseId: 'LIC-1', revokedAt: '2026-05-02', reason: 'Stolen.' },
        { licenseId: 'LIC-2', revokedAt: '2026-04-02' },
      ],
      note: OTHER_UNKNOWN,
    }),
    sign: signRevocationList,
    check: checkRevocationList,
  },
};

const ALGORITHMS = ['EdDSA', 'ES256'] as const;

/** Each kind of signed file with each kind of key, for tests that hold for all of them. */
export const SIGNED_FILES = (['license', 'revocation list'] as const).flatMap(
  kind => ALGORITHMS.map(algorithm => ({ kind, algorithm })),
);

/** Two genuine files of one vendor, and the portal that trusts its key `vendor-1`. */
export async function vendorOf({
  kind,
  algorithm,
}: (typeof SIGNED_FILES)[number]) {
  const { facts, others, sign, check } = KINDS[kind];
  const { privateJwk, publicJwk } = await createSigningKey({
    algorithm,
    kid: 'vendor-1',
  });
  const keys = await trust(publicJwk);
  const checkText = (text: string) => check(bytesOf(text), keys);
  const [genuine, other] = await Promise.all(
    [facts, others].map(
      async (document): Promise<JsonObject> =>
        JSON.parse(await sign(document, privateJwk)),
    ),
  );
  return {
    genuine,
    other,
    privateJwk,
    publicJwk,
    sign: (document: JsonObject) => sign(document, privateJwk),
    check: (bytes: Uint8Array) => check(bytes, keys),
    checkText,
    checkMembers: (members: unknown) => checkText(JSON.stringify(members)),
  };
}

/** What became of a file, in a word: the check it failed, or `verified`. Says so if that was not exactly one. */
export function outcomeOf({ checks, verified }: CheckedFile<unknown>): string {
  const failed = checks.filter(({ status }) => status === 'fail');
  if (verified) {
    return failed.length === 0 ? 'verified' : 'verified and failed';
  }
  return failed.length === 1 ? failed[0].code : `${failed.length} failed`;
}
