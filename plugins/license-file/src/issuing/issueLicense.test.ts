import { JsonObject } from '@backstage/types';
import { bytesOf, licenseDocument, trust } from '../__testUtils__/licenses';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { createSigningKey } from '../signing/createSigningKey';
import { issueLicense } from './issueLicense';

const pair = createSigningKey();
const now = Date.parse('2026-11-26T12:00:00Z');

const issue = async (changes: JsonObject = {}) =>
  issueLicense(licenseDocument(changes), (await pair).privateJwk, { now });

describe('issueLicense', () => {
  it('issues a file that verifies', async () => {
    const { text, file } = await issue();
    const keys = await trust((await pair).publicJwk);
    const checked = await checkLicenseFile(bytesOf(text), keys);
    expect(checked.checks.map(({ status }) => status)).toEqual([
      'pass',
      'pass',
      'pass',
    ]);
    const { key, ...says } = checked.verified!;
    expect(key.kid).toBe(file.signature.keyId);
    expect(file).toMatchObject(says);
  });

  it.each<[string, JsonObject, [string, string][]]>([
    [
      'in force',
      {},
      [
        ['clock', 'pass'],
        ['period', 'pass'],
      ],
    ],
    [
      'that has not begun',
      { validFrom: '2027-01-01' },
      [
        ['clock', 'pass'],
        ['period', 'warn'],
      ],
    ],
    [
      'in its grace period',
      { validUntil: '2026-11-20' },
      [
        ['clock', 'pass'],
        ['period', 'warn'],
      ],
    ],
    [
      'issued in an hour',
      { issuedAt: '2026-11-26T13:00:00Z' },
      [
        ['clock', 'warn'],
        ['period', 'pass'],
      ],
    ],
  ])('issues a license %s', async (_, changes, checks) => {
    const issued = await issue(changes);
    expect(issued.checks.map(({ code, status }) => [code, status])).toEqual(
      checks,
    );
  });

  it.each<[JsonObject, string]>([
    [
      {
        validFrom: '2025-01-01',
        validUntil: '2026-10-26',
        gracePeriodDays: 30,
      },
      'No portal would take this license. The license expired 1 day ago, its grace period included; choose a later "validUntil"',
    ],
    [
      { issuedAt: '2026-11-27T12:00:01Z' },
      'No portal would take this license. The license was issued more than a day ahead of this machine\'s clock (2 days); set "issuedAt" or the clock of this machine right',
    ],
    [
      { supersedes: ['LIC-1', 'LIC-2026-000123'] },
      'The member "supersedes" names the license itself; name the licenses that it replaces',
    ],
    [{ maxUsers: 0 }, 'The member "maxUsers" must be a whole number from 1'],
  ])('refuses %j', async (changes, message) => {
    await expect(issue(changes)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });
});
