import { JsonObject } from '@backstage/types';
import { base64url, canonical, Case, Draft, escapeAll, pretty } from './Case';
import { awkward, minimal } from './facts';

/** What a vendor's own code gets wrong most easily: the file is right, and something else was signed. */
const wronglySigned: readonly Draft[] = [
  {
    name: 'a fact changed',
    shows: 'maxUsers was 100 when it was signed.',
    facts: minimal(),
    write: ({ facts, header, value }) =>
      pretty({ ...facts, maxUsers: 1000, signature: `${header}..${value}` }),
  },
  {
    name: 'a member added',
    shows: 'The signature covers what the format does not know, too.',
    facts: minimal(),
    write: ({ facts, header, value }) =>
      pretty({ ...facts, note: 'x', signature: `${header}..${value}` }),
  },
  {
    name: 'a member taken away',
    shows: 'A default is not the same as a member that is there.',
    facts: minimal({ gracePeriodDays: 0 }),
    write: ({ facts: { gracePeriodDays: _, ...facts }, header, value }) =>
      pretty({ ...facts, signature: `${header}..${value}` }),
  },
  {
    name: 'a text normalized',
    shows: 'Texts are compared as they are: a letter and its accent stay two.',
    facts: minimal({ note: '\u00e9' }),
    write: ({ facts, header, value }) =>
      pretty({ ...facts, note: 'e\u0301', signature: `${header}..${value}` }),
  },
  {
    name: 'signed by another key',
    shows: 'It names a trusted key, and another one signed it.',
    facts: minimal(),
    key: 'impostor',
  },
  {
    name: 'the header changed',
    shows: 'The header is signed: nothing can be added to it afterwards.',
    facts: minimal(),
    write: ({ facts, value }) => {
      const header = base64url(
        '{"alg":"EdDSA","kid":"vectors-ed25519","typ":"x"}',
      );
      return pretty({ ...facts, signature: `${header}..${value}` });
    },
  },
  {
    name: 'a signature cut short',
    shows: '63 bytes are no signature.',
    facts: minimal(),
    write: ({ facts, header, value }) => {
      const bytes = Buffer.from(value, 'base64url').subarray(0, 63);
      return pretty({ ...facts, signature: `${header}..${base64url(bytes)}` });
    },
  },
  {
    name: 'ES256 in ASN.1',
    shows: 'What most libraries return by default (DER) is not what JWS has.',
    facts: minimal(),
    key: 'p256',
    write: ({ facts, header, keys, signWith }) => {
      const input = `${header}.${base64url(canonical(facts))}`;
      const value = signWith(keys.p256, input, 'der');
      return pretty({ ...facts, signature: `${header}..${value}` });
    },
  },
  ...(
    [
      [
        'as it is written',
        'The members were signed in the order of the file, not sorted.',
        facts => JSON.stringify(facts),
      ],
      [
        'with escapes beyond ASCII',
        'Python does this by default (ensure_ascii).',
        facts =>
          canonical(facts).replace(/[^\0-\x7e]/g, unit => escapeAll(unit)),
      ],
      [
        'with escapes of < > &',
        'Go does this by default (SetEscapeHTML).',
        facts => canonical(facts).replace(/[<>&]/g, unit => escapeAll(unit)),
      ],
      [
        'with spaces',
        'The canonical form has no spaces outside of texts.',
        facts => canonical(facts).replaceAll('":', '": '),
      ],
    ] as [string, string, (facts: JsonObject) => string][]
  ).map(
    ([how, shows, form]): Draft => ({
      name: `signed ${how}`,
      shows,
      facts: awkward(),
      write: ({ facts, header, keys, signWith }) => {
        const input = `${header}.${base64url(form(facts))}`;
        const value = signWith(keys.ed25519, input);
        return pretty({ ...facts, signature: `${header}..${value}` });
      },
    }),
  ),
];

export const signatureCases: readonly Case[] = wronglySigned.map(draft => ({
  ...draft,
  expected: ['format', 'key', 'signature fail'],
}));

/** Licenses that name a key that is not trusted, or not in this way. */
const untrusted: readonly Draft[] = [
  {
    name: 'a stranger',
    shows: 'No trusted key has this id.',
    facts: minimal(),
    key: 'stranger',
  },
  {
    name: 'the algorithm of another key',
    shows: 'The trusted key decides about the algorithm, never the file.',
    facts: minimal(),
    key: 'p256',
    header: '{"alg":"ES256","kid":"vectors-ed25519"}',
  },
  {
    name: 'no algorithm',
    shows: '"none" signs nothing.',
    facts: minimal(),
    header: '{"alg":"none","kid":"vectors-ed25519"}',
    write: ({ facts, header }) =>
      pretty({ ...facts, signature: `${header}..` }),
  },
  {
    name: 'EdDSA in other letters',
    shows: 'Names of algorithms are compared as they are.',
    facts: minimal(),
    header: '{"alg":"eddsa","kid":"vectors-ed25519"}',
  },
];

export const keyCases: readonly Case[] = untrusted.map(draft => ({
  ...draft,
  expected: ['format', 'key fail'],
}));
