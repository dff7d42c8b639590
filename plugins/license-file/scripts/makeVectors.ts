/*
 * Makes docs/issuing/vectors.json: files that other implementations, and the tests of the plugins, can be held
 * against. Run it with `yarn vectors`.
 *
 * The keys are made anew each time and forgotten, so nobody can issue anything with them. What is expected is
 * written by hand, in the tables of cases; if the code finds something else, nothing is written.
 */
import { isDeepStrictEqual } from 'node:util';
import { writeFileSync } from 'node:fs';
import { TrustedKeys } from '../src';
import {
  checksOfLicense,
  checksOfList,
  Vector,
  Vectors,
  VECTORS_FILE,
} from '../src/__testUtils__/publishedVectors';
import { base64url, canonical, Case, Keys, makeKeys, write } from './Case';
import { clockCases, deploymentCases, periodCases } from './deploymentCases';
import { formatCases } from './formatCases';
import { goodCases } from './goodCases';
import { listCases } from './listCases';
import { recipeCases } from './recipes';
import { keyCases, signatureCases } from './signatureCases';

/** As text if that says it all. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) && !text.startsWith('\ufeff')
    ? text
    : undefined;
}

function signedOf(bytes: Buffer): Vector['signed'] {
  const { signature, ...members } = JSON.parse(new TextDecoder().decode(bytes));
  const [header, , value] = signature.split('.');
  return {
    canonical: canonical(members),
    header: Buffer.from(header, 'base64url').toString('utf8'),
    signingInput: `${header}.${base64url(canonical(members))}`,
    signature: value,
  };
}

function vectorOf(one: Case, keys: Keys): Vector {
  const bytes = write(one, keys);
  const text = textOf(bytes);
  const checks = one.expected.map(check => {
    const [code, status = 'pass'] = check.split(' ');
    return { code, status } as Vector['checks'][number];
  });
  const hasForm = checks[0].status === 'pass';
  const signed = hasForm ? signedOf(bytes) : undefined;
  if (one.canonical !== undefined && one.canonical !== signed?.canonical) {
    throw new Error(`"${one.name}" has another canonical form`);
  }
  return {
    name: one.name,
    shows: one.shows,
    ...(text === undefined
      ? { fileBase64: bytes.toString('base64') }
      : { file: text }),
    ...(signed && { signed }),
    ...(one.deployment && { deployment: one.deployment, at: one.at }),
    checks,
  };
}

/** As prettier has it, with escapes for what editors do not show, or change. */
const print = (vectors: Vectors) =>
  `${JSON.stringify(vectors, null, 2)
    .replace(/\{\s+("code": "\w+"),\s+("status": "\w+")\s+\}/g, '{ $1, $2 }')
    .replace(/\[\s+(\{ "code": [^{}]+\})\s+\]/g, '[$1]')
    .replace(/("products": \[)\s+("[^"]+",)\s+("[^"]+")\s+\]/, '$1$2 $3]')
    .replace(
      /[\u007f-\u00a0\u0300-\u036f\u2000-\u206f\ufeff\ufffd]/g,
      unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )}\n`;

async function main() {
  const keys = await makeKeys();
  const publicJwks = [keys.ed25519, keys.p256].map(({ d: _, ...jwk }) => jwk);
  const trusted = await TrustedKeys.create(
    publicJwks.map(jwk => ({ jwk, source: 'here' })),
  );
  const vectors: Vectors = {
    about:
      'Made by plugins/license-file/scripts/makeVectors.ts and told of in docs/issuing.md. The private keys were thrown away.',
    jwks: { keys: publicJwks },
    thumbprints: Object.fromEntries(
      trusted.all.map(({ kid, thumbprint }) => [kid, thumbprint]),
    ),
    deployments: {
      open: { productInstanceId: 'portal-1' },
      strict: {
        productInstanceId: 'portal-1',
        products: ['NX', 'NX Cloud'],
        revocationList: 'two licenses',
      },
    },
    licenses: [
      ...goodCases,
      ...recipeCases(keys),
      ...formatCases,
      ...keyCases,
      ...signatureCases,
      ...deploymentCases,
      ...clockCases,
      ...periodCases,
    ].map(one => vectorOf(one, keys)),
    revocationLists: listCases.map(one => vectorOf(one, keys)),
  };

  const wrong: string[] = [];
  const hold = (vector: Vector, found: Vector['checks']) => {
    if (!isDeepStrictEqual(found, vector.checks)) {
      wrong.push(`${vector.name}: found ${JSON.stringify(found)}`);
    }
  };
  for (const vector of vectors.licenses) {
    hold(vector, await checksOfLicense(vector, vectors));
  }
  for (const vector of vectors.revocationLists) {
    hold(vector, await checksOfList(vector, vectors));
  }
  const names = [...vectors.licenses, ...vectors.revocationLists].map(
    ({ name }) => name,
  );
  wrong.push(
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map(name => `${name}: there are two of this name`),
  );
  if (wrong.length > 0) {
    throw new Error(`Nothing was written.\n${wrong.join('\n')}`);
  }
  writeFileSync(VECTORS_FILE, print(vectors));
  process.stdout.write(
    `${vectors.licenses.length} licenses and ${vectors.revocationLists.length} revocation lists written\n`,
  );
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
