import { JsonObject, JsonValue } from '@backstage/types';
import { parseRevocationList } from '@thetasecure/backstage-plugin-license-common';
import canonicalize from 'canonicalize';
import { setImmediate } from 'node:timers/promises';
import {
  bytesOf,
  licenseDocument,
  revocationList,
  trust,
} from '../__testUtils__/licenses';
import { worstCases } from '../__testUtils__/worstCases';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { readLicenseFile } from '../licenseFile/readLicenseFile';
import { readJsonInSteps } from '../reading/readJsonObject';
import { checkRevocationList } from '../revocationList/checkRevocationList';
import { readRevocationList } from '../revocationList/readRevocationList';
import { createSigningKey } from '../signing/createSigningKey';
import { signLicense } from '../signing/signLicense';
import { signRevocationList } from '../signing/signRevocationList';
import { atOnce } from '../turns/Steps';
import { canonicalBytesInSteps } from './canonicalBytes';

// There is much to do, and the machine may have other things to do.
jest.setTimeout(60_000);

const KIB = 1024;
const SIGNATURE = `${Buffer.from('{"alg":"EdDSA","kid":"vendor-1"}').toString(
  'base64url',
)}..${'A'.repeat(86)}`;

const revocations = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({
    licenseId: `LIC-${index}`,
    revokedAt: '2026-05-01',
  }));

/** So many members that no format knows, in an order that is not that of their names. */
const unknownMembers = (count: number): JsonObject =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `m${((index * 7919) % 100_003).toString(36)}`,
      index,
    ]),
  );

const write = (facts: JsonObject) =>
  bytesOf(JSON.stringify({ ...facts, signature: SIGNATURE }));

describe('a large file leaves turns to others', () => {
  /** The rounds that the event loop makes until some work is done. */
  async function roundsOf(work: Promise<unknown>): Promise<number> {
    let isDone = false;
    let rounds = 0;
    work.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await setImmediate();
      rounds += 1;
    }
    return rounds;
  }

  it('while a revocation list with a bad signature is checked', async () => {
    const { publicJwk } = await createSigningKey({ kid: 'vendor-1' });
    const keys = await trust(publicJwk);
    const list = write(revocationList({ revoked: revocations(10_000) }));
    const check = checkRevocationList(list, keys);
    expect(await roundsOf(check)).toBeGreaterThan(5);
    const { checks } = await check;
    expect(checks.map(({ code, status }) => `${code} ${status}`)).toEqual([
      'format pass',
      'key pass',
      'signature fail',
    ]);
  });

  it('while sixty licenses are checked at once', async () => {
    const keys = await trust();
    const license = write(licenseDocument({ x: Array(1000).fill(0) }));
    const checks = Array.from({ length: 60 }, () =>
      checkLicenseFile(license, keys),
    );
    expect(await roundsOf(Promise.all(checks))).toBeGreaterThanOrEqual(60);
  });
});

describe('the canonical form of a large file', () => {
  const readable = worstCases('revocation list', 128 * KIB)
    .map(([name, bytes]) => ({
      name,
      read: atOnce(readJsonInSteps(bytes, { maxBytes: 128 * KIB })),
    }))
    .filter(({ read }) => 'value' in read);

  it('is put to the test by many files', () => {
    expect(readable.length).toBeGreaterThan(15);
  });

  it.each(readable)('is the same in steps and at once: $name', ({ read }) => {
    if ('fault' in read) {
      throw new Error(read.fault);
    }
    const { value, large } = read;
    expect(large.has(value)).toBe(true);
    const steps = canonicalBytesInSteps(value, large);
    expect(
      Buffer.from(atOnce(steps)).equals(Buffer.from(canonicalize(value)!)),
    ).toBe(true);
  });

  it('has nothing in it if there is nothing but a signature', () => {
    const bytes = bytesOf(JSON.stringify({ signature: 'x'.repeat(10 * KIB) }));
    const read = atOnce(readJsonInSteps(bytes));
    if ('fault' in read) {
      throw new Error(read.fault);
    }
    const { value, large } = read;
    delete value.signature;
    const payload = atOnce(canonicalBytesInSteps(value, large));
    expect(Buffer.from(payload).toString()).toBe('{}');
  });

  it('has no defaults in it', async () => {
    const { privateJwk, publicJwk } = await createSigningKey();
    const { type, timeZone, gracePeriodDays, features, supersedes, ...facts } =
      licenseDocument(unknownMembers(1000));
    const text = await signLicense(facts, privateJwk);
    const { verified } = await checkLicenseFile(
      bytesOf(text),
      await trust(publicJwk),
    );
    expect(verified?.facts).toEqual(facts);
    expect(verified?.document).toEqual(
      licenseDocument({
        type: 'subscription',
        timeZone: 'UTC',
        gracePeriodDays: 0,
        features: [],
        supersedes: [],
      }),
    );
  });
});

describe('the signature of a large file', () => {
  // Base64url is written in parts, which must not show.
  it.each([0, 1, 2, 3])('is verified as it was made: %d', async more => {
    const { privateJwk, publicJwk } = await createSigningKey();
    const facts = revocationList({ x: 'x'.repeat(100 * KIB + more) });
    const text = await signRevocationList(facts, privateJwk);
    const keys = await trust(publicJwk);
    const { verified } = await checkRevocationList(bytesOf(text), keys);
    expect(verified?.facts).toEqual(facts);
  });
});

describe('the rules of a large file', () => {
  const LARGE_ITEM = {
    licenseId: 'LIC-LARGE',
    ...unknownMembers(1000),
    revokedAt: '2026-05-02',
    reason: 'Stolen.',
  };
  const withItem = (index: number, item: JsonValue) =>
    revocationList({
      revoked: [
        ...revocations(index),
        item,
        ...revocations(300),
      ] as JsonValue[],
    });

  it.each([
    ['thousands of items', revocationList({ revoked: revocations(5000) })],
    [
      'thousands of members that no format knows',
      revocationList(unknownMembers(2000)),
    ],
    [
      'both',
      revocationList({ ...unknownMembers(2000), revoked: revocations(5000) }),
    ],
    ['a large item at the beginning', withItem(0, LARGE_ITEM)],
    ['a large item further down', withItem(200, LARGE_ITEM)],
    ['a long list nobody knows', revocationList({ x: Array(9000).fill({}) })],
  ])('take %s', (_, facts) => {
    const read = readRevocationList(write(facts));
    // As the rules say without steps.
    const parsed = parseRevocationList(facts);
    expect(parsed).toHaveProperty('document');
    expect(read).toMatchObject({ file: { facts, ...parsed } });
  });

  it.each<[string, JsonValue]>([
    ['without a day', { licenseId: 'LIC-1' }],
    ['with a bad id', { licenseId: ' ', revokedAt: '2026-05-01' }],
    ['that is none', 1],
    ['that is a long list', Array(9000).fill(0)],
    ['that is large, without an id', { ...LARGE_ITEM, licenseId: undefined }],
    ['that is large, with a bad day', { ...LARGE_ITEM, revokedAt: 'today' }],
  ])('tell the place of an item %s', (_, item) => {
    for (const index of [0, 1, 63, 64, 65, 300, 301]) {
      const facts = JSON.parse(JSON.stringify(withItem(index, item)));
      const read = readRevocationList(write(facts));
      expect(read).toEqual(parseRevocationList(facts));
      expect('fault' in read && read.fault).toContain(`"revoked[${index}]`);
    }
  });

  it.each<[string, JsonObject]>([
    ['no list', { revoked: unknownMembers(1000) }],
    ['a bad sequence', { revoked: revocations(1000), sequence: 0 }],
    ['no instant', { revoked: revocations(1000), issuedAt: undefined }],
    ['another format', { ...unknownMembers(2000), format: 'x' }],
  ])('are those of a small one: %s', (_, changes) => {
    const facts = JSON.parse(JSON.stringify(revocationList(changes)));
    const { fault } = parseRevocationList(facts) as { fault: string };
    expect(readRevocationList(write(facts))).toEqual({ fault });
  });

  it('come before the shape of the signature', () => {
    const facts = licenseDocument({ ...unknownMembers(2000), maxUsers: 0 });
    const text = JSON.stringify({ ...facts, signature: 'none' });
    expect(readLicenseFile(bytesOf(text))).toEqual({
      fault: 'The member "maxUsers" must be a whole number from 1 to 10000000.',
    });
  });
});
