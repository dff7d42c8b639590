import { JWK } from 'jose';
import { trust } from '../__testUtils__/licenses';
import { verifySignedFile } from './verifySignedFile';

// No package that could be installed ships the vectors of Project Wycheproof; these are those of the RFCs. Their
// headers name no key and their payloads are no files, so they go to the verifier, past the reader.
const VECTORS: {
  name: string;
  jwk: JWK;
  header: string;
  payload: string;
  value: string;
}[] = [
  {
    name: 'RFC 8037 appendix A.4 (EdDSA)',
    jwk: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    },
    header: 'eyJhbGciOiJFZERTQSJ9',
    payload: 'Example of Ed25519 signing',
    value:
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  },
  {
    name: 'RFC 7515 appendix A.3 (ES256)',
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    header: 'eyJhbGciOiJFUzI1NiJ9',
    payload:
      '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}',
    value:
      'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
  },
];

describe.each(VECTORS)('$name', ({ jwk, header, payload, value }) => {
  const outcome = async (changes: { payload?: string; value?: string }) => {
    const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const bytes = new TextEncoder().encode(changes.payload ?? payload);
    const checks = await verifySignedFile(
      {
        payload: bytes,
        signature: {
          header,
          value: changes.value ?? value,
          algorithm: alg,
          keyId: 'vector',
        },
      },
      'license',
      await trust({ ...jwk, kid: 'vector' }),
    );
    return checks.map(({ code, status }) => `${code} ${status}`);
  };

  it('verifies', async () => {
    expect(await outcome({})).toEqual(['key pass', 'signature pass']);
  });

  it('does not fit another payload', async () => {
    expect(await outcome({ payload: `${payload} ` })).toEqual([
      'key pass',
      'signature fail',
    ]);
  });

  it('does not fit with any character of the signature changed', async () => {
    for (let index = 0; index < value.length; index += 1) {
      const other = value[index] === 'B' ? 'A' : 'B';
      expect([
        index,
        ...(await outcome({
          value: `${value.slice(0, index)}${other}${value.slice(index + 1)}`,
        })),
      ]).toEqual([index, 'key pass', 'signature fail']);
    }
  });
});
