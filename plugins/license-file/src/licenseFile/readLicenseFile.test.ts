import { JsonObject, JsonValue } from '@backstage/types';
import { createHash } from 'node:crypto';
import { bytesOf, licenseDocument } from '../__testUtils__/licenses';
import { readLicenseFile } from './readLicenseFile';

const base64url = (text: string | Uint8Array) =>
  Buffer.from(text).toString('base64url');

const HEADER = base64url('{"alg":"EdDSA","kid":"vendor-1"}');
const VALUE = base64url(new Uint8Array(64).fill(7));
const SIGNATURE = `${HEADER}..${VALUE}`;

const read = (signature: JsonValue, changes: JsonObject = {}) =>
  readLicenseFile(
    bytesOf(JSON.stringify({ ...licenseDocument(changes), signature })),
  );

const fileOf = (text: string) => {
  const result = readLicenseFile(bytesOf(text));
  if ('fault' in result) {
    throw new Error(result.fault);
  }
  return result.file;
};

describe('readLicenseFile', () => {
  it('takes a license file apart', () => {
    const file = fileOf(
      JSON.stringify({ ...licenseDocument(), signature: SIGNATURE }),
    );
    expect(file.document).toEqual(licenseDocument());
    expect(file.issuedAt).toBe(Date.UTC(2026, 0, 15, 9));
    expect(file.signature).toEqual({
      header: HEADER,
      value: VALUE,
      algorithm: 'EdDSA',
      keyId: 'vendor-1',
    });
  });

  it('makes the payload of every member but the signature', () => {
    const file = fileOf(
      `{"b":{"z":1,"y":[]},"signature":"${SIGNATURE}",${JSON.stringify({
        ...licenseDocument(),
        a: 1,
      }).slice(1)}`,
    );
    const payload = new TextDecoder().decode(file.payload);
    expect(JSON.parse(payload)).toEqual({
      ...licenseDocument(),
      a: 1,
      b: { y: [], z: 1 },
    });
    expect(payload).toMatch(/^\{"a":1,"b":\{"y":\[\],"z":1\},"customer":/);
    expect(file.digest).toBe(
      createHash('sha256').update(payload).digest('hex'),
    );
  });

  it('leaves defaults out of the payload', () => {
    const { type, timeZone, ...without } = licenseDocument();
    const file = fileOf(JSON.stringify({ ...without, signature: SIGNATURE }));
    expect(file.document).toMatchObject({ type, timeZone });
    expect(JSON.parse(new TextDecoder().decode(file.payload))).toEqual(without);
  });

  it('knows the instant of issue with its offset and fraction', () => {
    const { issuedAt } = fileOf(
      JSON.stringify({
        ...licenseDocument({ issuedAt: '2026-01-15T09:00:00.25+05:45' }),
        signature: SIGNATURE,
      }),
    );
    expect(issuedAt).toBe(Date.UTC(2026, 0, 15, 3, 15, 0, 250));
  });

  it.each([
    ['a type', '{"alg":"EdDSA","kid":"k","typ":"JOSE"}'],
    ['another order and whitespace', ' { "kid": "k",\n "alg": "EdDSA" } '],
    ['an algorithm nobody has', '{"alg":"none","kid":"k"}'],
    ['a key id that is no identifier', '{"alg":"EdDSA","kid":"<k>"}'],
    ['empty texts', '{"alg":"","kid":"","typ":""}'],
  ])('takes a protected header with %s', (_, header) => {
    expect(read(`${base64url(header)}..${VALUE}`)).toHaveProperty('file');
  });

  it('leaves the length of the signature to the signature check', () => {
    expect(read(`${HEADER}..`)).toHaveProperty('file');
    expect(read(`${HEADER}..AA`)).toHaveProperty('file');
  });

  const SHAPE =
    'The member "signature" must be a compact JWS without payload: a header and a signature with ".." between them.';
  const NOT_BASE64URL =
    'The member "signature" has a signature that is not base64url.';
  const HEADER_NOT_BASE64URL =
    'The member "signature" has a protected header that is not base64url.';
  const MEMBERS =
    'The member "signature" must have a protected header with the texts "alg", "kid" and optionally "typ", and nothing else.';
  const PROTECTED = 'The protected header of the member "signature"';

  it.each<[string, JsonValue, string]>([
    ['a number', 1, 'The member "signature" must be a text.'],
    ['an object', { header: HEADER }, 'The member "signature" must be a text.'],
    [
      'null',
      null,
      'The file holds the member "signature", which is null, which the format does not know (line 1, column 472).',
    ],
    ['nothing in it', '', SHAPE],
    ['one segment', HEADER, SHAPE],
    ['two segments', `${HEADER}.${VALUE}`, SHAPE],
    ['four segments', `${HEADER}..${VALUE}.`, SHAPE],
    ['five segments', `${HEADER}..${VALUE}..`, SHAPE],
    ['a payload', `${HEADER}.e30.${VALUE}`, SHAPE],
    ['a space as payload', `${HEADER}. .${VALUE}`, SHAPE],
    ['padding', `${HEADER}..${VALUE}==`, NOT_BASE64URL],
    ['a space at the end', `${HEADER}..${VALUE} `, NOT_BASE64URL],
    [
      'a line break inside',
      `${HEADER}..${VALUE.slice(0, 40)}\n${VALUE.slice(40)}`,
      NOT_BASE64URL,
    ],
    [
      'the alphabet of base64',
      `${HEADER}..${VALUE.slice(0, -2)}+w`,
      NOT_BASE64URL,
    ],
    [
      'a character of no alphabet',
      `${HEADER}..${VALUE.slice(0, -2)}*w`,
      NOT_BASE64URL,
    ],
    // 64 bytes leave four bits of the last character unused; they have to be 0.
    [
      'bits that are not used',
      `${HEADER}..${VALUE.slice(0, -1)}x`,
      NOT_BASE64URL,
    ],
    ['half a byte', `${HEADER}..A`, NOT_BASE64URL],
    [
      'a padded header',
      `${base64url('{"alg":"EdDSA","kid":"k"}')}==..${VALUE}`,
      HEADER_NOT_BASE64URL,
    ],
    ['a space before the header', ` ${SIGNATURE}`, HEADER_NOT_BASE64URL],
    ['no header', `..${VALUE}`, `${PROTECTED} is empty.`],
    [
      'a header that is no JSON',
      `${base64url('{')}..${VALUE}`,
      `${PROTECTED} is not valid JSON (line 1, column 2).`,
    ],
    [
      'a header that is a list',
      `${base64url('[]')}..${VALUE}`,
      `${PROTECTED} must be one JSON object.`,
    ],
    [
      'a header with a byte order mark',
      `${base64url('\uFEFF{"alg":"EdDSA","kid":"k"}')}..${VALUE}`,
      'The member "signature" has a protected header that begins with a byte order mark.',
    ],
    [
      'a header that is no UTF-8',
      `${base64url(Uint8Array.from([0x7b, 0xff]))}..${VALUE}`,
      `${PROTECTED} is not valid UTF-8 text (line 1, column 2).`,
    ],
    [
      'a header with a member twice',
      `${base64url('{"alg":"EdDSA","kid":"k","al\\u0067":"EdDSA"}')}..${VALUE}`,
      `${PROTECTED} holds a member that is there twice (line 1, column 26).`,
    ],
    [
      'a header with null',
      `${base64url('{"alg":"EdDSA","kid":"k","typ":null}')}..${VALUE}`,
      `${PROTECTED} holds a value that is null, which the format does not know (line 1, column 32).`,
    ],
    ['no algorithm', `${base64url('{"kid":"k"}')}..${VALUE}`, MEMBERS],
    [
      'an algorithm that is a number',
      `${base64url('{"alg":1,"kid":"k"}')}..${VALUE}`,
      MEMBERS,
    ],
    ['no key id', `${base64url('{"alg":"EdDSA"}')}..${VALUE}`, MEMBERS],
    [
      'a key id that is a list',
      `${base64url('{"alg":"EdDSA","kid":["k"]}')}..${VALUE}`,
      MEMBERS,
    ],
    [
      'a type that is a number',
      `${base64url('{"alg":"EdDSA","kid":"k","typ":1}')}..${VALUE}`,
      MEMBERS,
    ],
    [
      'b64',
      `${base64url(
        '{"alg":"EdDSA","kid":"k","b64":false,"crit":["b64"]}',
      )}..${VALUE}`,
      MEMBERS,
    ],
    [
      'crit',
      `${base64url('{"alg":"EdDSA","kid":"k","crit":[]}')}..${VALUE}`,
      MEMBERS,
    ],
    [
      'a key of its own',
      `${base64url('{"alg":"EdDSA","kid":"k","jwk":{}}')}..${VALUE}`,
      MEMBERS,
    ],
    [
      'a place to fetch a key from',
      `${base64url('{"alg":"EdDSA","kid":"k","jku":"x"}')}..${VALUE}`,
      MEMBERS,
    ],
  ])('refuses a signature with %s', (_, signature, fault) => {
    expect(read(signature)).toEqual({ fault });
  });

  it('refuses a file without signature', () => {
    expect(readLicenseFile(bytesOf(JSON.stringify(licenseDocument())))).toEqual(
      { fault: 'The member "signature" is missing.' },
    );
  });

  it.each<[string, JsonObject, string]>([
    [
      'maxUsers',
      { maxUsers: 0 },
      'The member "maxUsers" must be a whole number from 1 to 10000000.',
    ],
    [
      'customer.name',
      { customer: { name: ' ', email: 'a@b.c' } },
      'The member "customer.name" must hold a letter, digit, symbol or punctuation mark.',
    ],
    [
      'format',
      { format: 'thetasecure-license/2' },
      'The member "format" must be "thetasecure-license/1".',
    ],
  ])('applies the rules of members, here %s', (_, changes, fault) => {
    expect(read(SIGNATURE, changes)).toEqual({ fault });
  });

  it('refuses what is no JSON before anything else', () => {
    expect(readLicenseFile(bytesOf('{'))).toEqual({
      fault: 'The file is not valid JSON (line 1, column 2).',
    });
  });
});
