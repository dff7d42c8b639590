import { parseLicenseDocument } from '@thetasecure/backstage-plugin-license-common';
import { JsonObject } from '@backstage/types';
import { licenseDocument } from '../__testUtils__/licenses';
import { renewLicense } from './renewLicense';

function renew(changes: JsonObject, now: string) {
  const parsed = parseLicenseDocument(licenseDocument(changes));
  if ('fault' in parsed) {
    throw new Error(parsed.fault);
  }
  return renewLicense(parsed.document, { now: Date.parse(now) });
}

describe('renewLicense', () => {
  it('keeps what stays', () => {
    const renewed = renew({ purchaseOrder: 'PO-7' }, '2027-02-01T00:00:00Z');
    const { licenseId, issuedAt, validFrom, validUntil, supersedes, ...stays } =
      licenseDocument({ purchaseOrder: 'PO-7' });
    expect(renewed).toMatchObject(stays);
    expect(Object.keys(renewed).sort()).toEqual(
      [...Object.keys(stays), 'validFrom', 'supersedes'].sort(),
    );
  });

  it.each([
    ['before its end', '2027-01-01T00:00:00Z', '2027-03-01'],
    ['in its last grace day', '2027-03-30T23:59:59Z', '2027-03-01'],
    ['when its grace is over', '2027-03-31T00:00:00Z', '2027-03-31'],
    ['long after', '2029-07-14T12:00:00Z', '2029-07-14'],
  ])('begins %s (%s) with %s', (_, now, validFrom) => {
    expect(renew({}, now)).toMatchObject({ validFrom });
  });

  it('takes today from the time zone of the license', () => {
    expect(
      renew({ timeZone: 'Asia/Tokyo' }, '2029-07-14T16:00:00Z'),
    ).toMatchObject({ validFrom: '2029-07-15' });
  });

  it('supersedes the old license, and what that one superseded', () => {
    expect(renew({}, '2027-01-01T00:00:00Z').supersedes).toEqual([
      'LIC-2025-000077',
      'LIC-2026-000123',
    ]);
  });
});
