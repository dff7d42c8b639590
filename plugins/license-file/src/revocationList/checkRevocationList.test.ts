import { JsonObject } from '@backstage/types';
import { createHash } from 'node:crypto';
import {
  bytesOf,
  licenseDocument,
  revocationList,
  trust,
} from '../__testUtils__/licenses';
import { canonicalBytes } from '../signedFile/canonicalBytes';
import { checkLicenseFile } from '../licenseFile/checkLicenseFile';
import { createSigningKey } from '../signing/createSigningKey';
import { signLicense } from '../signing/signLicense';
import { signRevocationList } from '../signing/signRevocationList';
import { checkRevocationList } from './checkRevocationList';
import { MAX_REVOCATION_LIST_BYTES } from './revocationListKind';

const issue = async (
  changes: JsonObject = {},
  options?: Parameters<typeof createSigningKey>[0],
) => {
  const { privateJwk, publicJwk } = await createSigningKey(options);
  const text = await signRevocationList(revocationList(changes), privateJwk);
  return { text, keys: await trust(publicJwk), publicJwk };
};

describe('checkRevocationList', () => {
  it.each(['EdDSA', 'ES256'] as const)('verifies %s', async algorithm => {
    const { text, keys } = await issue({}, { algorithm, kid: 'k' });
    const { checks, verified } = await checkRevocationList(bytesOf(text), keys);
    expect(checks).toEqual([
      {
        code: 'format',
        status: 'pass',
        message: 'The file has the form of a revocation list.',
      },
      {
        code: 'key',
        status: 'pass',
        message: 'The revocation list names the trusted key k.',
      },
      {
        code: 'signature',
        status: 'pass',
        message: 'The signature is genuine and covers every fact.',
      },
    ]);
    expect(verified?.document).toEqual(revocationList());
    expect(verified?.issuedAt).toBe(Date.UTC(2026, 4, 1, 9));
    expect(verified?.key).toEqual({
      kid: 'k',
      thumbprint: keys.get('k')?.thumbprint,
    });
  });

  it('digests every fact, however the list is written', async () => {
    const { text, keys } = await issue();
    const { signature, ...facts } = JSON.parse(text);
    const written = JSON.stringify({ signature, ...facts });
    const [one, other] = await Promise.all(
      [text, written].map(file => checkRevocationList(bytesOf(file), keys)),
    );
    expect(other.verified).toEqual(one.verified);
    expect(one.verified?.digest).toBe(
      createHash('sha256')
        .update(canonicalBytes(one.verified!.facts))
        .digest('hex'),
    );
  });

  it('takes a list that revokes nothing', async () => {
    const { text, keys } = await issue({ revoked: [] });
    const { verified } = await checkRevocationList(bytesOf(text), keys);
    expect(verified?.document.revoked).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'The file is empty.'],
    ['no JSON', '{', 'The file is not valid JSON (line 1, column 2).'],
    ['no members', '{}', 'The member "format" is missing.'],
    [
      'a member twice',
      '{"revoked":[{"licenseId":"a","licenseId":"b"}]}',
      'The file holds the member "revoked[0].licenseId", which is there twice (line 1, column 30).',
    ],
    [
      'a fraction',
      '{"sequence":1.0}',
      'The file holds the member "sequence", which is not a whole number written with digits only (line 1, column 13).',
    ],
    [
      'null',
      '{"revoked":[{"reason":null}]}',
      'The file holds the member "revoked[0].reason", which is null, which the format does not know (line 1, column 23).',
    ],
    [
      'no signature',
      JSON.stringify(revocationList()),
      'The member "signature" is missing.',
    ],
    [
      'a signature that is none',
      JSON.stringify(revocationList({ signature: 'x' })),
      'The member "signature" must be a compact JWS without payload: a header and a signature with ".." between them.',
    ],
  ])('fails only "format" for %s', async (_, text, message) => {
    expect(await checkRevocationList(bytesOf(text), await trust())).toEqual({
      checks: [
        {
          code: 'format',
          status: 'fail',
          message,
          remedy: expect.stringContaining('the revocation list file exactly'),
        },
      ],
    });
  });

  it('takes 1 MiB, and not one byte more', async () => {
    const { text, keys } = await issue();
    const full = text.padEnd(MAX_REVOCATION_LIST_BYTES);
    expect(await checkRevocationList(bytesOf(full), keys)).toHaveProperty(
      'verified',
    );
    const { checks } = await checkRevocationList(bytesOf(`${full} `), keys);
    expect(checks).toMatchObject([
      { status: 'fail', message: 'The file is larger than 1024 KiB.' },
    ]);
  });

  it('says so where no key is trusted yet', async () => {
    const { text } = await issue();
    const { checks, verified } = await checkRevocationList(
      bytesOf(text),
      await trust(),
    );
    expect(verified).toBeUndefined();
    expect(checks.slice(1)).toMatchObject([
      {
        code: 'key',
        status: 'fail',
        message:
          'No key is trusted here yet, so no revocation list can be verified.',
      },
    ]);
  });

  it('names a key that is not trusted', async () => {
    const { text } = await issue({}, { kid: 'stranger' });
    const { keys } = await issue({}, { kid: 'vendor' });
    const { checks, verified } = await checkRevocationList(bytesOf(text), keys);
    expect(verified).toBeUndefined();
    expect(checks.slice(1)).toMatchObject([
      {
        code: 'key',
        status: 'fail',
        message:
          'The revocation list is signed with the key stranger, which is not trusted here.',
      },
    ]);
  });

  it('names the key whose algorithm is another one', async () => {
    const { text } = await issue({}, { kid: 'k', algorithm: 'ES256' });
    const { keys } = await issue({}, { kid: 'k' });
    const { checks } = await checkRevocationList(bytesOf(text), keys);
    expect(checks.slice(1)).toMatchObject([
      {
        code: 'key',
        status: 'fail',
        message:
          'The revocation list names an algorithm that is not the one of its key k.',
        remedy: 'Ask the vendor to issue the revocation list anew.',
      },
    ]);
  });

  it('fails "signature" for a revocation taken away', async () => {
    const { text, keys } = await issue();
    const { checks, verified } = await checkRevocationList(
      bytesOf(JSON.stringify({ ...JSON.parse(text), revoked: [] })),
      keys,
    );
    expect(verified).toBeUndefined();
    expect(checks.map(({ code, status }) => `${code} ${status}`)).toEqual([
      'format pass',
      'key pass',
      'signature fail',
    ]);
  });

  it('tells a list from a license, whoever signed them', async () => {
    const { privateJwk, publicJwk } = await createSigningKey();
    const keys = await trust(publicJwk);
    const list = await signRevocationList(revocationList(), privateJwk);
    const license = await signLicense(licenseDocument(), privateJwk);
    expect((await checkLicenseFile(bytesOf(list), keys)).checks).toMatchObject([
      {
        code: 'format',
        message: 'The member "format" must be "thetasecure-license/1".',
      },
    ]);
    expect(
      (await checkRevocationList(bytesOf(license), keys)).checks,
    ).toMatchObject([
      {
        code: 'format',
        message: 'The member "format" must be "thetasecure-revocations/1".',
      },
    ]);
  });

  describe('repeats nothing that a stranger wrote', () => {
    const CANARY = 'cAnArY77';
    const item = { licenseId: 'LIC-1', revokedAt: '2026-05-01' };
    const text = (changes: JsonObject) =>
      JSON.stringify(revocationList({ signature: CANARY, ...changes }));

    it.each([
      ['no JSON', `{"revoked":"${CANARY}\\x"}`],
      ['a member twice', `{"${CANARY}":1,"${CANARY}":2}`],
      [
        'a member of an item twice',
        `{"revoked":[{"${CANARY}":1,"${CANARY}":2}]}`,
      ],
      ['null in an item', `{"revoked":[{"${CANARY}":null}]}`],
      ['too deep', `{"${CANARY}":[[[[[[[["${CANARY}"]]]]]]]]}`],
      ['the signature', text({})],
      ['an unknown member', text({ [CANARY]: CANARY })],
      ['the format', text({ format: CANARY })],
      ['the sequence', text({ sequence: CANARY })],
      ['the instant', text({ issuedAt: CANARY })],
      ['the list', text({ revoked: CANARY })],
      ['an item', text({ revoked: [CANARY] })],
      ['the id', text({ revoked: [{ ...item, licenseId: `${CANARY}!` }] })],
      ['the day', text({ revoked: [{ ...item, revokedAt: CANARY }] })],
      ['the reason', text({ revoked: [{ ...item, reason: `${CANARY}\n` }] })],
    ])('%s', async (_, content) => {
      const { checks } = await checkRevocationList(
        bytesOf(content),
        await trust(),
      );
      expect(checks).toMatchObject([{ code: 'format', status: 'fail' }]);
      expect(JSON.stringify(checks)).not.toMatch(/canary/i);
    });
  });
});
