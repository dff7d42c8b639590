import { JsonObject, JsonValue } from '@backstage/types';
import { JWK } from 'jose';
import { createPrivateKey, sign } from 'node:crypto';
import { createSigningKey } from '../src';

/** The keys that sign vectors. They live as long as the script runs. */
export interface Keys {
  ed25519: JWK;
  p256: JWK;
  /** Has the `kid` of `ed25519`, and is another one. */
  impostor: JWK;
  /** Nobody trusts it. */
  stranger: JWK;
}

export async function makeKeys(): Promise<Keys> {
  const make = async (algorithm: 'EdDSA' | 'ES256', kid: string) =>
    (await createSigningKey({ algorithm, kid })).privateJwk;
  return {
    ed25519: await make('EdDSA', 'vectors-ed25519'),
    p256: await make('ES256', 'vectors-p256'),
    impostor: await make('EdDSA', 'vectors-ed25519'),
    stranger: await make('EdDSA', 'stranger'),
  };
}

/**
 * RFC 8785 once more, in plain words: what the plugins use is put to the test by the vectors, so it does not make
 * them.
 */
export function canonical(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort();
    const members = names.map(
      name => `${JSON.stringify(name)}:${canonical(value[name]!)}`,
    );
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

export const base64url = (bytes: string | Uint8Array) =>
  Buffer.from(bytes as Uint8Array).toString('base64url');

export const pretty = (members: JsonObject) =>
  `${JSON.stringify(members, null, 2)}\n`;

/** What a case has to write its file with. */
export interface Pen {
  facts: JsonObject;
  /** The parts of the signature over the facts, base64url. */
  header: string;
  value: string;
  /** The file as it is written if nothing is wrong with it. */
  text: string;
  keys: Keys;
  /** Signs any text with a key of the case's choice. */
  signWith(key: JWK, input: string, encoding?: 'ieee-p1363' | 'der'): string;
}

/** One vector as it is made. What is expected is written by hand. */
export interface Case {
  name: string;
  shows: string;
  facts: JsonObject;
  /** `ed25519` unless it says otherwise. */
  key?: keyof Keys;
  /** The protected header, if it is another one than `alg` and `kid` of the key. */
  header?: string;
  /** The file, if it is another one than facts and signature with two spaces of indentation. */
  write?(pen: Pen): string | Uint8Array;
  /** The canonical form, where it is worth checking by hand. */
  canonical?: string;
  deployment?: string;
  at?: string;
  /** Codes of checks that pass, and others with what becomes of them: `period warn`. */
  expected: readonly string[];
}

/** A case that many others have what is expected in common with. */
export type Draft = Omit<Case, 'expected'>;

/** @returns base64url; of ECDSA `r` and `s` one after the other, unless it is to be ASN.1 */
export function signWith(
  key: JWK,
  input: string,
  dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363',
): string {
  return base64url(
    sign(key.crv === 'P-256' ? 'sha256' : null, Buffer.from(input), {
      key: createPrivateKey({ key: key as never, format: 'jwk' }),
      dsaEncoding,
    }),
  );
}

/** Writes the file of a case. */
export function write(
  { facts, key: name = 'ed25519', ...options }: Case,
  keys: Keys,
): Buffer {
  const key = keys[name];
  const header = base64url(
    options.header ?? JSON.stringify({ alg: key.alg, kid: key.kid }),
  );
  const value = signWith(key, `${header}.${base64url(canonical(facts))}`);
  const text = pretty({ ...facts, signature: `${header}..${value}` });
  const file =
    options.write?.({ facts, header, value, text, keys, signWith }) ?? text;
  return Buffer.from(file as Uint8Array);
}

/** Writes each character as JSON can, with its code. */
export const escapeAll = (text: string) =>
  text.replace(
    /[^"\n]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Like `String.replace`, for those who want to know if there is nothing to replace. */
export function change(text: string, from: string, to: string): string {
  if (!text.includes(from)) {
    throw new Error(`There is no ${from} to change`);
  }
  return text.replace(from, () => to);
}
