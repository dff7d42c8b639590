import { licenseDocument } from '../__testUtils__/licenses';
import { Revocation } from '../document/RevocationList';
import { checkDeployment, checkVersion, Deployment } from './deployment';

const NOW = Date.parse('2026-06-15T12:00:00Z');
const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const judge = (
  changes: Parameters<typeof licenseDocument>[0] = {},
  deployment: Deployment = {},
  issuedAt = NOW,
) =>
  checkDeployment(
    licenseDocument(changes),
    issuedAt,
    { productInstanceId: 'portal-1', ...deployment },
    NOW,
  );
const outcome = (...args: Parameters<typeof judge>) =>
  judge(...args).map(({ code, status }) => `${code} ${status}`);

const revocations = (
  ...revoked: (Partial<Revocation> & { licenseId: string })[]
): Deployment['revoked'] =>
  new Map(
    revoked.map(revocation => [
      revocation.licenseId,
      { revokedAt: '2026-05-01', ...revocation },
    ]),
  );

describe('checkDeployment', () => {
  it('leaves out what there is nothing to check against', () => {
    expect(outcome()).toEqual(['clock pass']);
    expect(
      outcome(
        { productInstanceId: 'portal-2' },
        { productInstanceId: undefined },
      ),
    ).toEqual(['clock pass']);
  });

  it('keeps the order of the checks', () => {
    expect(
      outcome(
        { productInstanceId: 'portal-1' },
        { products: ['NX'], revoked: new Map() },
      ),
    ).toEqual([
      'product pass',
      'instance pass',
      'revocation pass',
      'clock pass',
    ]);
  });

  it.each<[string[], string]>([
    [['NX'], 'product pass'],
    [['AB', 'NX'], 'product pass'],
    [['nx'], 'product fail'],
    [['NX 2'], 'product fail'],
    [[], 'product fail'],
  ])('where %j is accepted: %s', (products, expected) => {
    expect(outcome({}, { products })[0]).toBe(expected);
  });

  it('names the products that are accepted', () => {
    expect(judge({}, { products: ['AB', 'CD'] })[0]).toMatchObject({
      message:
        'The license is for a product that this portal does not accept; accepted: AB, CD.',
      remedy: expect.stringContaining('license.products'),
    });
  });

  it.each([
    ['portal-1', 'instance pass'],
    ['Portal-1', 'instance fail'],
    ['portal-2', 'instance fail'],
  ])('bound to %s: %s', (productInstanceId, expected) => {
    expect(outcome({ productInstanceId })[0]).toBe(expected);
  });

  it('names both deployments', () => {
    expect(judge({ productInstanceId: 'portal-2' })[0]).toMatchObject({
      message:
        'The license is bound to the deployment portal-2; this one is portal-1.',
      remedy: expect.any(String),
    });
  });

  it.each([
    ['LIC-1', [], 'revocation pass'],
    ['LIC-1', ['LIC-2'], 'revocation pass'],
    ['LIC-1', ['lic-1'], 'revocation pass'],
    ['lic-1', ['LIC-1'], 'revocation pass'],
    ['LIC-1', ['LIC-2', 'LIC-1'], 'revocation fail'],
  ])('%s where %j are revoked: %s', (licenseId, ids, expected) => {
    const revoked = revocations(...ids.map(id => ({ licenseId: id })));
    expect(outcome({ licenseId }, { revoked })).toEqual([
      expected,
      'clock pass',
    ]);
  });

  it.each([
    [undefined, 'The vendor revoked the license as of 2026-05-01.'],
    [
      'Never paid.',
      'The vendor revoked the license as of 2026-05-01 (reason given: "Never paid.").',
    ],
  ])('says since when a license is revoked, and for %j', (reason, message) => {
    const revoked = revocations({ licenseId: 'LIC-1', reason });
    expect(judge({}, { revoked })[0]).toMatchObject({
      message,
      remedy: expect.stringContaining('Ask the vendor'),
    });
  });

  it('takes a license for revoked before the day its list names', () => {
    const revoked = revocations({
      licenseId: 'LIC-1',
      revokedAt: '2026-12-31',
    });
    expect(outcome({}, { revoked })[0]).toBe('revocation fail');
  });

  it.each([
    [-365 * DAY, 'pass'],
    [0, 'pass'],
    [5 * MINUTE, 'pass'],
    [5 * MINUTE + 1, 'warn'],
    [DAY, 'warn'],
    [DAY + 1, 'fail'],
    [365 * DAY, 'fail'],
  ])('issued %d ms ahead of the clock: %s', (ahead, status) => {
    const [check] = judge({}, {}, NOW + ahead);
    expect(check).toMatchObject({ code: 'clock', status });
    expect(check.remedy === undefined).toBe(status === 'pass');
  });

  it('fails each check on its own', () => {
    expect(outcome({ product: 'AB' }, { products: ['NX'] })).toEqual([
      'product fail',
      'clock pass',
    ]);
    expect(
      outcome({ productInstanceId: 'portal-2' }, { products: ['NX'] }),
    ).toEqual(['product pass', 'instance fail', 'clock pass']);
  });
});

describe('checkVersion', () => {
  const installed = { issuedAt: NOW, digest: 'a' };

  it('has nothing to check without an earlier version', () => {
    expect(checkVersion(installed, undefined)).toEqual([]);
  });

  it.each([
    ['a later one', { issuedAt: NOW + 1, digest: 'b' }, 'pass'],
    ['the same', { issuedAt: NOW, digest: 'a' }, 'pass'],
    ['an earlier one', { issuedAt: NOW - 1, digest: 'b' }, 'fail'],
    [
      'an earlier one with the same facts',
      { issuedAt: NOW - 1, digest: 'a' },
      'fail',
    ],
    ['another one of the same instant', { issuedAt: NOW, digest: 'b' }, 'fail'],
  ])('of %s: %s', (_, candidate, status) => {
    const [check, ...others] = checkVersion(candidate, installed);
    expect(others).toEqual([]);
    expect(check).toMatchObject({ code: 'version', status });
    expect(check.remedy === undefined).toBe(status === 'pass');
  });
});
