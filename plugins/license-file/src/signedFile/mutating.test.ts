import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { bytesOf } from '../__testUtils__/licenses';
import {
  outcomeOf,
  SIGNED_FILES,
  vendorOf,
} from '../__testUtils__/signedFiles';

// Thousands of files are verified one by one, and the machine may have other things to do.
jest.setTimeout(60_000);

const REFUSED = expect.stringMatching(/^(format|key|signature)$/);

/** One way to damage bytes; positions are parts of the whole, so that they fit any file. */
type Damage = (bytes: Buffer, other: Buffer) => Buffer;

const position = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Buffer, part: number) => Math.floor(part * bytes.length);

/** Pieces that mean something to a parser, a verifier or JavaScript. */
const PIECES = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\\u0000', '\\ud800', '\0', ' '],
  ...['null', 'true', '1e9', '-0', '1.0', '9'.repeat(400), '.', '..', '='],
  ...['}{', '//', '/**/', '\uFEFF', '\u202e', 'é', '😀', '"a":1,', ',"a":1'],
  ...['"__proto__":{},', '"signature":"",', '"maxUsers":10000000,'],
  ...['"sequence":9,', '"licenseId":"LIC-9",', '"revoked":[],'],
].map(piece => Buffer.from(piece));

const piece = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.uint8Array({ minLength: 1, maxLength: 8 }).map(Buffer.from),
);

const damage = fc.oneof(
  // Insert, or replace as many bytes.
  fc.tuple(position, piece, fc.boolean()).map(
    ([part, inserted, replaces]): Damage =>
      bytes => {
        const index = at(bytes, part);
        const behind = replaces ? index + inserted.length : index;
        return Buffer.concat([
          bytes.subarray(0, index),
          inserted,
          bytes.subarray(behind),
        ]);
      },
  ),
  // Leave out a slice.
  fc.tuple(position, fc.integer({ min: 1, max: 40 })).map(
    ([part, length]): Damage =>
      bytes => {
        const index = at(bytes, part);
        return Buffer.concat([
          bytes.subarray(0, index),
          bytes.subarray(index + length),
        ]);
      },
  ),
  // Repeat a slice somewhere.
  fc.tuple(position, fc.integer({ min: 1, max: 200 }), position).map(
    ([part, length, target]): Damage =>
      bytes => {
        const [index, to] = [at(bytes, part), at(bytes, target)];
        return Buffer.concat([
          bytes.subarray(0, to),
          bytes.subarray(index, index + length),
          bytes.subarray(to),
        ]);
      },
  ),
  // Put a slice of the other file where it is in that one.
  fc.tuple(position, fc.integer({ min: 1, max: 200 })).map(
    ([part, length]): Damage =>
      (bytes, other) => {
        const index = at(other, part);
        return Buffer.concat([
          bytes.subarray(0, index),
          other.subarray(index, index + length),
          bytes.subarray(index + length),
        ]);
      },
  ),
  // Begin as this file and end as the other.
  fc.tuple(position, position).map(
    ([part, otherPart]): Damage =>
      (bytes, other) =>
        Buffer.concat([
          bytes.subarray(0, at(bytes, part)),
          other.subarray(at(other, otherPart)),
        ]),
  ),
);

/** The places of all values inside of one, at any depth. */
function placesIn(value: JsonValue | undefined): (string | number)[][] {
  if (typeof value !== 'object' || value === null) {
    return [[]];
  }
  const members: [string | number, JsonValue | undefined][] = Array.isArray(
    value,
  )
    ? [...value.entries()]
    : Object.entries(value);
  return [
    [],
    ...members.flatMap(([step, member]) =>
      placesIn(member).map(place => [step, ...place]),
    ),
  ];
}

const valueAt = (value: JsonValue, place: (string | number)[]) =>
  place.reduce<any>((inner, step) => inner?.[step], value);

/** The same with another value at a place, as it comes back from its text. */
function changedAt(
  value: JsonObject,
  place: (string | number)[],
  instead: unknown,
): JsonObject {
  const copy = JSON.parse(JSON.stringify(value));
  // Not by assignment: "__proto__" has to become a member like others.
  Object.defineProperty(
    valueAt(copy, place.slice(0, -1)),
    place[place.length - 1],
    { value: instead, enumerable: true },
  );
  return JSON.parse(JSON.stringify(copy));
}

describe.each(SIGNED_FILES)('a $kind signed with $algorithm', signedFile => {
  let vendor: Awaited<ReturnType<typeof vendorOf>>;
  let digests: (string | undefined)[];

  beforeAll(async () => {
    vendor = await vendorOf(signedFile);
    const checked = await Promise.all(
      [vendor.genuine, vendor.other].map(vendor.checkMembers),
    );
    digests = checked.map(({ verified }) => verified?.digest);
  });

  /** `refused`, `says the same` as a genuine file, or what it should not be. */
  const verdictOn = async (bytes: Uint8Array) => {
    const checked = await vendor.check(bytes);
    const outcome = outcomeOf(checked);
    if (!checked.verified) {
      return /^(format|key|signature)$/.test(outcome) ? 'refused' : outcome;
    }
    const members = JSON.parse(new TextDecoder().decode(bytes));
    const same =
      digests.includes(checked.verified.digest) &&
      [vendor.genuine, vendor.other].some(all =>
        isDeepStrictEqual(members, all),
      );
    return same ? 'says the same' : 'forged';
  };

  /** What is neither refused nor says the same, of many; empty if all is well. */
  const harmful = async (damaged: Iterable<Uint8Array>) => {
    const found: string[] = [];
    for (const bytes of damaged) {
      const verdict = await verdictOn(bytes);
      if (verdict !== 'refused' && verdict !== 'says the same') {
        found.push(`${verdict}: ${new TextDecoder().decode(bytes)}`);
      }
    }
    return found;
  };

  it('is refused with any byte left out or doubled, or says the same', async () => {
    const bytes = bytesOf(JSON.stringify(vendor.genuine));
    const damaged = Array.from(bytes, (_, index) => {
      const [before, rest] = [bytes.slice(0, index), bytes.slice(index)];
      return [
        Buffer.concat([before, rest.slice(1)]),
        Buffer.concat([before, rest.slice(0, 1), rest]),
      ];
    });
    expect(await harmful(damaged.flat())).toEqual([]);
  });

  it('is refused with any bit flipped, or says the same', async () => {
    const bytes = bytesOf(JSON.stringify(vendor.genuine));
    const damaged = Array.from({ length: 8 * bytes.length }, (_, bit) => {
      const copy = bytes.slice();
      copy[bit >> 3] ^= 1 << (bit & 7);
      return copy;
    });
    expect(await harmful(damaged)).toEqual([]);
  });

  it('is refused cut off anywhere', async () => {
    const bytes = bytesOf(JSON.stringify(vendor.genuine));
    for (let length = 0; length < bytes.length; length += 1) {
      expect(outcomeOf(await vendor.check(bytes.slice(0, length)))).toBe(
        'format',
      );
    }
  });

  it('is nothing that comes about by chance', async () => {
    const { checkMembers, check } = vendor;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 500 }),
          fc.array(piece, { maxLength: 60 }).map(all => Buffer.concat(all)),
          fc.string({ unit: 'binary' }).map(bytesOf),
          fc.json().map(bytesOf),
        ),
        async bytes => {
          expect(outcomeOf(await check(bytes))).toBe('format');
        },
      ),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async value => {
        expect(outcomeOf(await checkMembers(value))).toBe('format');
      }),
    );
  });

  it('is refused with its bytes damaged, or says the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(undefined, 2),
        async (damages, indent) => {
          const [one, other] = [vendor.genuine, vendor.other].map(members =>
            Buffer.from(JSON.stringify(members, null, indent)),
          );
          const damaged = damages.reduce(
            (bytes, change) => change(bytes, other),
            one,
          );
          expect(await harmful([damaged])).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is refused with any value inside of it replaced by any other', async () => {
    const { genuine, checkMembers } = vendor;
    const [, ...places] = placesIn(genuine);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.oneof(
          fc.jsonValue(),
          fc.constantFrom(...places).map(place => valueAt(genuine, place)),
        ),
        async (place, instead) => {
          const changed = changedAt(genuine, place, instead);
          fc.pre(!isDeepStrictEqual(changed, genuine));
          expect(outcomeOf(await checkMembers(changed))).toEqual(REFUSED);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is refused with anything added to it, wherever it is', async () => {
    const { genuine, checkMembers } = vendor;
    const objects = placesIn(genuine).filter(place => {
      const value = valueAt(genuine, place);
      return typeof value === 'object' && !Array.isArray(value);
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...objects),
        fc.oneof(
          fc.string(),
          fc.constantFrom('payload', 'protected', 'header', 'alg', 'toJSON'),
        ),
        fc.jsonValue(),
        async (place, name, value) => {
          fc.pre(!Object.hasOwn(valueAt(genuine, place), name));
          const changed = changedAt(genuine, [...place, name], value);
          expect(outcomeOf(await checkMembers(changed))).toEqual(REFUSED);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is refused with any of its values taken from another genuine one', async () => {
    const { genuine, other, checkMembers } = vendor;
    const [, ...places] = placesIn(genuine).filter(
      place => valueAt(other, place) !== undefined,
    );
    await fc.assert(
      fc.asyncProperty(fc.subarray(places, { minLength: 1 }), async taken => {
        const mixed = taken.reduce(
          (members, place) =>
            valueAt(members, place) === undefined
              ? members
              : changedAt(members, place, valueAt(other, place)),
          genuine,
        );
        fc.pre(![genuine, other].some(all => isDeepStrictEqual(mixed, all)));
        expect(outcomeOf(await checkMembers(mixed))).toEqual(REFUSED);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with one of its members taken from another genuine one', async () => {
    const { genuine, other, checkMembers } = vendor;
    const differing = placesIn(genuine).filter(
      place =>
        place.length > 0 &&
        valueAt(other, place) !== undefined &&
        !isDeepStrictEqual(valueAt(other, place), valueAt(genuine, place)),
    );
    expect(differing.length).toBeGreaterThan(10);
    for (const place of differing) {
      const mixed = changedAt(genuine, place, valueAt(other, place));
      // All of them are well-formed: nothing but the signature tells.
      expect([place, outcomeOf(await checkMembers(mixed))]).toEqual([
        place,
        'signature',
      ]);
    }
  });
});
