import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { JWK } from 'jose';
import { TrustedKeys } from '../keys/TrustedKeys';
import { createSigningKey } from '../signing/createSigningKey';
import { signLicense } from '../signing/signLicense';
import { bytesOf, licenseDocument, trust } from '../__testUtils__/licenses';
import { checkLicenseFile } from './checkLicenseFile';

let privateJwk: JWK;
let keys: TrustedKeys;

beforeAll(async () => {
  const pair = await createSigningKey({ kid: 'vendor-1' });
  privateJwk = pair.privateJwk;
  keys = await trust(pair.publicJwk);
});

const issue = async (changes: JsonObject = {}): Promise<JsonObject> =>
  JSON.parse(await signLicense(licenseDocument(changes), privateJwk));

const verifiedFrom = async (bytes: Uint8Array) =>
  (await checkLicenseFile(bytes, keys)).verified;
const verified = async (value: JsonValue) =>
  verifiedFrom(bytesOf(JSON.stringify(value)));

/** Other values that the member could have without breaking its own rule, where there are any. */
const OTHER_VALUES: JsonObject = {
  format: 'thetasecure-license/2',
  licenseId: 'LIC-2026-000124',
  licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HD',
  product: 'NY',
  type: 'trial',
  productInstanceId: 'portal-2',
  customer: { name: 'Example Corp', email: 'it@example.org' },
  maxUsers: 101,
  validFrom: '2026-01-31',
  validUntil: '2027-03-01',
  timeZone: 'Europe/Berlin',
  gracePeriodDays: 31,
  features: [],
  supersedes: ['LIC-2025-000077', 'LIC-2025-000077'],
  issuer: 'https://license.example.org',
  issuedAt: '2026-01-15T10:00:00+01:00',
};

describe('a genuine license file', () => {
  describe.each(Object.keys(licenseDocument()))('with %s', member => {
    it('changed is refused', async () => {
      const genuine = await issue();
      expect(await verified(genuine)).toBeDefined();
      expect(
        await verified({ ...genuine, [member]: OTHER_VALUES[member] }),
      ).toBeUndefined();
    });

    it('taken away is refused', async () => {
      const { [member]: _taken, ...rest } = await issue();
      expect(await verified(rest)).toBeUndefined();
    });

    it('there twice is refused', async () => {
      const genuine = await issue();
      const text = JSON.stringify(genuine);
      const again = `,${JSON.stringify({ [member]: genuine[member] }).slice(
        1,
        -1,
      )}}`;
      expect(
        await verifiedFrom(bytesOf(text.replace(/\}$/, again))),
      ).toBeUndefined();
    });
  });

  it.each<[string, JsonObject]>([
    ['type', { type: 'subscription' }],
    ['timeZone', { timeZone: 'UTC' }],
    ['gracePeriodDays', { gracePeriodDays: 0 }],
    ['features', { features: [] }],
    ['supersedes', { supersedes: [] }],
  ])(
    'with the default of %s written out is refused',
    async (member, spelled) => {
      const { [member]: _left, ...without } = licenseDocument();
      const genuine = JSON.parse(await signLicense(without, privateJwk));
      expect(await verified(genuine)).toBeDefined();
      expect(await verified({ ...genuine, ...spelled })).toBeUndefined();
    },
  );

  it('with a member added is refused', async () => {
    expect(await verified({ ...(await issue()), note: 'x' })).toBeUndefined();
    expect(await verified({ ...(await issue()), '': 0 })).toBeUndefined();
  });

  it('with a member added to the customer is refused', async () => {
    const genuine = await issue();
    const customer = { ...(genuine.customer as JsonObject), vip: true };
    expect(await verified({ ...genuine, customer })).toBeUndefined();
  });

  it('keeps members the format does not know, and is refused once one of them is changed', async () => {
    const genuine = await issue({ note: { text: 'a', list: [1, 2] } });
    expect((await verified(genuine))?.facts.note).toEqual({
      text: 'a',
      list: [1, 2],
    });
    expect(
      await verified({ ...genuine, note: { text: 'a', list: [2, 1] } }),
    ).toBeUndefined();
  });

  it('with the items of a list in another order is refused', async () => {
    const genuine = await issue({ features: ['a', 'b'] });
    expect(
      await verified({ ...genuine, features: ['b', 'a'] }),
    ).toBeUndefined();
  });
});

/** Writes JSON in one of the many ways that mean the same. */
function write(value: JsonValue, choose: (ways: number) => number): string {
  const space = () => ['', ' ', '\n', '\r\n\t'][choose(4)];
  const escaped = (character: string) =>
    character
      .split('')
      .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  const text = (content: string) =>
    `"${[...content]
      .map(character =>
        choose(3) === 0
          ? escaped(character)
          : JSON.stringify(character).slice(1, -1),
      )
      .join('')}"`;
  if (Array.isArray(value)) {
    return `[${space()}${value
      .map(item => write(item, choose))
      .join(`${space()},${space()}`)}${space()}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) =>
        `${text(name)}${space()}:${space()}${write(member!, choose)}`,
    );
    const shuffled = members
      .map(member => ({ member, rank: choose(1000) }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ member }) => member);
    return `{${space()}${shuffled.join(`${space()},${space()}`)}${space()}}`;
  }
  return typeof value === 'string' ? text(value) : String(value);
}

describe('a license file written in another way', () => {
  it('verifies, and says the same', async () => {
    const genuine = await issue({
      customer: { name: 'Łódź "東京" \\ 😀', email: 'a@b.c' },
    });
    const { digest } = (await verified(genuine))!;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { minLength: 50, maxLength: 50 }),
        async choices => {
          let next = 0;
          const text = write(genuine, ways => {
            next += 1;
            return choices[next % choices.length] % ways;
          });
          expect((await verifiedFrom(bytesOf(text)))?.digest).toBe(digest);
        },
      ),
    );
  });

  it('verifies as it is printed by the runtime', async () => {
    const genuine = await issue();
    for (const indent of [undefined, 2, 4, '\t']) {
      const text = JSON.stringify(genuine, null, indent);
      expect(await verifiedFrom(bytesOf(text))).toBeDefined();
    }
  });
});

describe('a text in a license', () => {
  const named = (name: string) => ({ customer: { name, email: 'it@b.c' } });

  it.each([
    ['composed', 'Caf\u00e9', 'Cafe\u0301'],
    ['decomposed', 'Cafe\u0301', 'Caf\u00e9'],
    ['of compatibility characters', '\ufb01x \u2460', 'fix 1'],
    ['with spaces at its ends', ' Corp ', 'Corp'],
    ['with two spaces', 'A  B', 'A B'],
    ['of markup', '<b>Corp</b>', '&lt;b&gt;Corp&lt;/b&gt;'],
    ['that begins like a formula', '=1+1', "'=1+1"],
    ['from right to left', 'שלום', 'םולש'],
    ['with a joiner', 'a\u200db', 'ab'],
    ['in capital letters', 'CORP', 'corp'],
  ])('%s is never normalised', async (_, name, alike) => {
    const genuine = await issue(named(name));
    expect((await verified(genuine))?.document.customer.name).toBe(name);
    expect(await verified({ ...genuine, ...named(alike) })).toBeUndefined();
  });
});

describe('words of strangers are not repeated', () => {
  const CANARY = 'cAnArY77';
  const header = (text: string) =>
    `${Buffer.from(text).toString('base64url')}..${CANARY}`;
  const text = (changes: JsonObject) =>
    JSON.stringify({
      ...licenseDocument(),
      signature: header('{"alg":"EdDSA","kid":"vendor-1"}'),
      ...changes,
    });

  it.each([
    ['no JSON', CANARY],
    ['no JSON in a text', `{"a":"${CANARY}\\x"}`],
    ['no JSON after an object', `{} ${CANARY}`],
    ['a member twice', `{"${CANARY}":1,"${CANARY}":2}`],
    ['a name beyond ASCII', `{"${CANARY}é":1}`],
    ['a reserved name beside it', `{"${CANARY}":{"constructor":"${CANARY}"}}`],
    ['half of a surrogate pair', `{"a":"${CANARY}\\ud800"}`],
    ['null', `{"${CANARY}":[null]}`],
    ['too deep', `{"${CANARY}":[[[[[[[["${CANARY}"]]]]]]]]}`],
    ['an unknown member', text({ [CANARY]: CANARY })],
    ['the header', text({ signature: header(`{"${CANARY}":1}`) })],
    ['the header again', text({ signature: header(`${CANARY}`) })],
    [
      'the key id',
      text({ signature: header(`{"alg":"EdDSA","kid":"${CANARY}!"}`) }),
    ],
    [
      'the algorithm',
      text({ signature: header(`{"alg":"${CANARY}","kid":"vendor-1"}`) }),
    ],
    ['the signature', text({})],
    ['no signature', text({ signature: CANARY })],
    ['a list of features', text({ features: [`${CANARY}!`] })],
    ['a feature twice', text({ features: [CANARY, CANARY] })],
    ['the address', text({ customer: { name: CANARY, email: CANARY } })],
    ['a member of the customer', text({ customer: { [CANARY]: CANARY } })],
    ...Object.keys(licenseDocument()).flatMap<[string, string]>(member => [
      [member, text({ [member]: `\u0007${CANARY}` })],
      [`${member} as an object`, text({ [member]: { [CANARY]: CANARY } })],
    ]),
  ])('%s', async (_, content) => {
    const { checks } = await checkLicenseFile(bytesOf(content), keys);
    expect(checks[checks.length - 1].status).toBe('fail');
    expect(JSON.stringify(checks)).not.toMatch(/canary/i);
  });
});
