import { calculateJwkThumbprint } from 'jose';
import { readFileSync } from 'node:fs';
import { checkLicenseFile } from './licenseFile/checkLicenseFile';
import { readLicenseFile } from './licenseFile/readLicenseFile';
import { checkRevocationList } from './revocationList/checkRevocationList';
import { canonicalBytes } from './signedFile/canonicalBytes';
import { trust } from './__testUtils__/licenses';
import {
  checksOfLicense,
  checksOfList,
  fileOf,
  partsOf,
  Vector,
  Vectors,
  VECTORS_FILE,
} from './__testUtils__/publishedVectors';

const vectors: Vectors = JSON.parse(readFileSync(VECTORS_FILE, 'utf8'));
const { licenses, revocationLists } = vectors;
const hasForm = ({ checks }: Vector) => checks[0].status === 'pass';

/** Both kinds, with what the reader of each makes of a file that has the right form. */
const signedFiles = [
  ...licenses.filter(hasForm).map(vector => ({ ...vector, kind: 'license' })),
  ...revocationLists
    .filter(hasForm)
    .map(vector => ({ ...vector, kind: 'revocation list' })),
];

describe('the vectors of docs/issuing', () => {
  it('hold no private key', () => {
    for (const jwk of vectors.jwks.keys) {
      expect(Object.keys(jwk)).not.toContain('d');
    }
  });

  it('show each check that a file can fail by itself', () => {
    const failed = [...licenses, ...revocationLists].flatMap(({ checks }) =>
      checks.filter(({ status }) => status === 'fail').map(({ code }) => code),
    );
    expect([...new Set(failed)].sort()).toEqual([
      'clock',
      'format',
      'instance',
      'key',
      'period',
      'product',
      'revocation',
      'signature',
    ]);
  });

  it.each(vectors.jwks.keys)('tell the thumbprint of $kid', async jwk => {
    const thumbprint = vectors.thumbprints[jwk.kid!];
    expect(await calculateJwkThumbprint(jwk)).toBe(thumbprint);
    const keys = await trust(jwk);
    expect(keys.get(jwk.kid!)?.thumbprint).toBe(thumbprint);
  });

  it.each(signedFiles)('tell what is signed: $kind "$name"', vector => {
    const { canonical, header, signingInput, signature } = vector.signed!;
    const { members, signature: member } = partsOf(vector);
    const payload = Buffer.from(canonicalBytes(members));
    expect(payload.toString('utf8')).toBe(canonical);
    expect(signingInput).toBe(
      [Buffer.from(header), payload]
        .map(bytes => bytes.toString('base64url'))
        .join('.'),
    );
    const [segment] = signingInput.split('.');
    expect(member).toBe(`${segment}..${signature}`);
  });

  it.each(licenses.filter(hasForm))('are read so: license "$name"', vector => {
    const read = readLicenseFile(fileOf(vector));
    expect(read).toMatchObject({
      file: {
        payload: new TextEncoder().encode(vector.signed!.canonical),
        signature: {
          header: vector.signed!.signingInput.split('.')[0],
          value: vector.signed!.signature,
        },
      },
    });
  });

  it.each(licenses)('expect these checks: license "$name"', async vector => {
    expect(await checksOfLicense(vector, vectors)).toEqual(vector.checks);
  });

  it.each(revocationLists)(
    'expect these checks: revocation list "$name"',
    async vector => {
      expect(await checksOfList(vector, vectors)).toEqual(vector.checks);
    },
  );

  it('write one license in several ways', async () => {
    const digestOf = async (wanted: string) => {
      const vector = licenses.find(({ name }) => name === wanted)!;
      const keys = await trust(...vectors.jwks.keys);
      return (await checkLicenseFile(fileOf(vector), keys)).verified!.digest;
    };
    expect(await digestOf('written another way')).toBe(
      await digestOf('all members'),
    );
    for (const name of [
      'awkward texts, escaped in the file',
      'made by issue.py',
      'made by issue.go',
      'made by Issue.java',
    ]) {
      expect(await digestOf(name)).toBe(await digestOf('awkward texts'));
    }
  });

  it('need their trusted keys', async () => {
    const none = await trust();
    for (const vector of [...licenses, ...revocationLists]) {
      expect(await checkLicenseFile(fileOf(vector), none)).not.toHaveProperty(
        'verified',
      );
      expect(
        await checkRevocationList(fileOf(vector), none),
      ).not.toHaveProperty('verified');
    }
  });
});
