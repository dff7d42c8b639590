import { JsonObject } from '@backstage/types';
import { parseRevocationList } from '@thetasecure/backstage-plugin-license-common';
import { revocationList } from '../__testUtils__/licenses';
import {
  extendRevocationList,
  shortenRevocationList,
} from './extendRevocationList';

const now = Date.parse('2026-11-26T12:00:00.500Z');
const added = { licenseId: 'LIC-9', revokedAt: '2026-11-26' };

function listOf(changes?: JsonObject) {
  const facts = revocationList(changes);
  const parsed = parseRevocationList(facts);
  if ('fault' in parsed) {
    throw new Error(parsed.fault);
  }
  return { ...parsed, facts };
}

describe('extendRevocationList', () => {
  it('begins with sequence 1', () => {
    expect(extendRevocationList(undefined, [added], { now })).toEqual({
      format: 'thetasecure-revocations/1',
      sequence: 1,
      issuedAt: '2026-11-26T12:00:00Z',
      revoked: [added],
    });
  });

  it('adds to a list, and goes on counting', () => {
    const previous = listOf({ region: 'north' });
    expect(extendRevocationList(previous, [added], { now })).toEqual({
      format: 'thetasecure-revocations/1',
      sequence: 8,
      issuedAt: '2026-11-26T12:00:00Z',
      revoked: [...previous.document.revoked, added],
      region: 'north',
    });
  });

  it.each([
    ['is on the list already', ['LIC-9', 'LIC-2025-000077'], 'LIC-2025-000077'],
    ['is named twice', ['LIC-9', 'LIC-9'], 'LIC-9'],
  ])('refuses a license that %s', (fault, ids, named) => {
    const revocations = ids.map(licenseId => ({ ...added, licenseId }));
    expect(() => extendRevocationList(listOf(), revocations, { now })).toThrow(
      `The license ${named} ${fault}; leave it out`,
    );
  });
});

describe('shortenRevocationList', () => {
  it('takes a license off the list, wherever it stands, and goes on counting', () => {
    const previous = listOf({ region: 'north' });
    const [first] = previous.document.revoked;
    const twice = {
      ...previous,
      revoked: [...previous.document.revoked, first],
    };
    expect(shortenRevocationList(twice, [first.licenseId], { now })).toEqual({
      format: 'thetasecure-revocations/1',
      sequence: 8,
      issuedAt: '2026-11-26T12:00:00Z',
      revoked: [previous.document.revoked[1]],
      region: 'north',
    });
  });

  it('takes several licenses off the list', () => {
    const previous = listOf();
    const ids = previous.document.revoked.map(({ licenseId }) => licenseId);
    expect(ids).toHaveLength(2);
    expect(shortenRevocationList(previous, ids, { now })).toMatchObject({
      sequence: 8,
      revoked: [],
    });
  });

  it('refuses a license that is not on it', () => {
    expect(() =>
      shortenRevocationList(listOf(), ['LIC-2025-000077', 'LIC-9'], { now }),
    ).toThrow('The license LIC-9 is not on the list; leave it out');
  });
});
