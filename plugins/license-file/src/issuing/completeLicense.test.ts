import { JsonObject } from '@backstage/types';
import { parseLicenseDocument } from '@thetasecure/backstage-plugin-license-common';
import { completeLicense } from './completeLicense';

const now = Date.parse('2026-11-26T23:30:15.678Z');

const ordered: JsonObject = {
  customer: { name: 'Example Corp', email: 'it@example.com' },
  product: 'NX',
  maxUsers: 100,
};

const complete = (members: JsonObject = {}, term?: string) =>
  completeLicense({ members: { ...ordered, ...members }, term }, { now });

describe('completeLicense', () => {
  it('makes a license of what is ordered', () => {
    const license = complete();
    expect(license).toEqual({
      ...ordered,
      format: 'thetasecure-license/1',
      licenseId: expect.stringMatching(/^LIC-2026-[2-9A-Z]{8}$/),
      licenseKey: expect.stringMatching(/^NX(-[2-9A-HJKMNP-TV-Z]{4}){4}$/),
      validFrom: '2026-11-26',
      validUntil: '2027-11-25',
      issuedAt: '2026-11-26T23:30:15Z',
    });
    expect(parseLicenseDocument(license)).toHaveProperty('document');
  });

  it('chooses other ids and keys each time', () => {
    const licenses = Array.from({ length: 50 }, () => complete());
    const distinct = (member: string) =>
      new Set(licenses.map(license => license[member])).size;
    expect(distinct('licenseId')).toBe(50);
    expect(distinct('licenseKey')).toBe(50);
  });

  it.each([
    [{}, undefined, '2026-11-26', '2027-11-25'],
    [{ type: 'subscription' }, undefined, '2026-11-26', '2027-11-25'],
    [{ type: 'trial' }, undefined, '2026-11-26', '2026-12-25'],
    [{ type: 'trial' }, 'P2W', '2026-11-26', '2026-12-09'],
    [{}, 'P18M', '2026-11-26', '2028-05-25'],
    [{ validFrom: '2027-01-31' }, 'P1M', '2027-01-31', '2027-02-28'],
    [{ validUntil: '2030-12-31' }, undefined, '2026-11-26', '2030-12-31'],
    // Half an hour before midnight in UTC, it is tomorrow to the east.
    [{ timeZone: 'Europe/Berlin' }, 'P1D', '2026-11-27', '2026-11-27'],
    [{ timeZone: 'America/New_York' }, 'P1D', '2026-11-26', '2026-11-26'],
    [{ timeZone: 'nowhere' }, 'P1D', '2026-11-26', '2026-11-26'],
  ])('runs %j for %s from %s to %s', (members, term, from, until) => {
    expect(complete(members as JsonObject, term)).toMatchObject({
      validFrom: from,
      validUntil: until,
    });
  });

  it.each([
    ['NX', 'NX'],
    ['nx pro 2.0', 'NXPRO20'],
    ['Workflow Engine', 'WORKFLOW'],
    ['...', 'LIC'],
  ])('begins the key of a license for %j with %s', (product, prefix) => {
    const { licenseKey } = complete({ product });
    expect(String(licenseKey).split('-')[0]).toBe(prefix);
  });

  it('leaves what is there as it is, right or wrong', () => {
    const members = {
      licenseId: 'LIC-1',
      licenseKey: 'wrong',
      timeZone: 'nowhere',
      validFrom: 'some day',
      issuedAt: '2026-01-01T00:00:00Z',
      purchaseOrder: 'PO-7',
    };
    expect(complete(members)).toMatchObject(members);
  });

  it('writes members in the order of the format, and others after them', () => {
    expect(
      Object.keys(complete({ purchaseOrder: 'PO-7', type: 'trial' })),
    ).toEqual([
      'format',
      'licenseId',
      'licenseKey',
      'product',
      'type',
      'customer',
      'maxUsers',
      'validFrom',
      'validUntil',
      'issuedAt',
      'purchaseOrder',
    ]);
  });

  it.each(['1 year', 'P0D', 'PT1H', ''])('refuses the term %j', term => {
    expect(() => complete({}, term)).toThrow(/^The term must be .*P1Y/);
  });

  it('refuses a term beside the last day', () => {
    expect(() => complete({ validUntil: '2027-01-01' }, 'P1Y')).toThrow(
      'Both a term and "validUntil" say when the license ends',
    );
  });
});
