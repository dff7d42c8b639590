import { JsonObject } from '@backstage/types';
import {
  licensePeriod,
  licenseStatuses,
  parseLicenseDocument,
} from '@thetasecure/backstage-plugin-license-common';
import { licenseDocument } from '../__testUtils__/licenses';
import { completeLicense } from './completeLicense';
import { LicenseOrder } from './LicenseOrder';
import { renewLicense } from './renewLicense';

function parse(facts: JsonObject) {
  const parsed = parseLicenseDocument(facts);
  if ('fault' in parsed) {
    throw new Error(parsed.fault);
  }
  return { ...parsed, facts };
}

const NOTHING: LicenseOrder = { members: {} };

/** Renews the license of the tests, valid from 2026-02-01 to 2027-02-28 with 30 days of grace. */
const renew = (
  now: string,
  options: { old?: JsonObject; changes?: LicenseOrder } = {},
) =>
  renewLicense(
    parse(licenseDocument(options.old)),
    options.changes ?? NOTHING,
    { now: Date.parse(now) },
  );

/** The same, completed. */
const renewal = (...args: Parameters<typeof renew>) =>
  completeLicense(renew(...args), { now: Date.parse(args[0]) });

describe('renewLicense', () => {
  it('keeps what stays', () => {
    const old = { purchaseOrder: 'PO-7' };
    const { members } = renew('2027-02-01T00:00:00Z', { old });
    const { licenseId, issuedAt, validFrom, validUntil, supersedes, ...stays } =
      licenseDocument(old);
    expect(members).toMatchObject(stays);
    expect(Object.keys(members).sort()).toEqual(
      [...Object.keys(stays), 'validFrom', 'supersedes', 'issuedAt'].sort(),
    );
  });

  it.each([
    ['before its end', '2027-01-01T00:00:00Z', '2027-03-01'],
    ['in its last grace day', '2027-03-30T23:59:59Z', '2027-03-01'],
    ['when its grace is over', '2027-03-31T00:00:00Z', '2027-03-31'],
    ['long after', '2029-07-14T12:00:00Z', '2029-07-14'],
  ])('begins %s (%s) with %s', (_, now, validFrom) => {
    expect(renew(now).members).toMatchObject({ validFrom });
  });

  it('takes today from the time zone of the license', () => {
    const { members } = renew('2029-07-14T16:00:00Z', {
      old: { timeZone: 'Asia/Tokyo' },
    });
    expect(members).toMatchObject({ validFrom: '2029-07-15' });
  });

  it.each<[string, LicenseOrder, string]>([
    ['the old one', NOTHING, '2028-03-31'],
    ['a term', { members: {}, term: 'P1Y' }, '2028-02-29'],
    ['a last day', { members: { validUntil: '2027-12-31' } }, '2027-12-31'],
  ])('runs as long as %s says', (_, changes, validUntil) => {
    expect(renewal('2027-01-01T00:00:00Z', { changes })).toMatchObject({
      validFrom: '2027-03-01',
      validUntil,
    });
  });

  it('takes over changes', () => {
    const changes = {
      members: { maxUsers: 250, customer: { email: 'new@example.com' } },
    };
    expect(renew('2027-01-01T00:00:00Z', { changes }).members).toMatchObject({
      maxUsers: 250,
      customer: { name: 'Example Corp', email: 'new@example.com' },
    });
  });

  it.each<[string, JsonObject, string[]]>([
    ['', {}, ['LIC-2025-000077', 'LIC-2026-000123']],
    [
      ', and others',
      { supersedes: ['ADDON-1', 'LIC-2025-000077'] },
      ['LIC-2025-000077', 'LIC-2026-000123', 'ADDON-1'],
    ],
  ])(
    'supersedes the old license and what that one superseded%s',
    (_, members, supersedes) => {
      expect(
        renew('2027-01-01T00:00:00Z', { changes: { members } }).members
          .supersedes,
      ).toEqual(supersedes);
    },
  );

  it.each([
    ['a year later', '2027-01-01T00:00:00.900Z', '2027-01-01T00:00:00Z'],
    ['in the same second', '2026-01-15T09:00:00.900Z', '2026-01-15T09:00:01Z'],
    ['by a clock behind', '2026-01-15T08:00:00Z', '2026-01-15T09:00:01Z'],
  ])('is issued after the old license: %s', (_, now, issuedAt) => {
    expect(renew(now).members).toMatchObject({ issuedAt });
  });

  it.each(['2026-01-15T09:00:00Z', '2001-01-01T00:00:00Z'])(
    'cannot be issued at %s, no later than the old license',
    issuedAt => {
      expect(() =>
        renew('2027-01-01T00:00:00Z', { changes: { members: { issuedAt } } }),
      ).toThrow(
        'The member "issuedAt" is not later than that of the old license, 2026-01-15T09:00:00Z',
      );
    },
  );

  it('never counts beside the old license', () => {
    const facts = ({ document }: ReturnType<typeof parse>) => ({
      checks: [],
      verified: {
        document,
        period: licensePeriod(document),
        issuedAt: Date.parse(document.issuedAt),
      },
    });
    // Renewed in the second it was issued in, both installed in the grace of the old one.
    const both = [
      facts(parse(licenseDocument())),
      facts(parse(renewal('2026-01-15T09:00:00Z'))),
    ];
    expect(licenseStatuses(both, Date.parse('2027-03-10T00:00:00Z'))).toEqual([
      'superseded',
      'active',
    ]);
  });
});
