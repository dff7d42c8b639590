import { JsonObject, JsonValue } from '@backstage/types';
import {
  outcomeOf,
  SIGNED_FILES,
  vendorOf,
} from '../__testUtils__/signedFiles';

// Thousands of files are verified one by one, and the machine may have other things to do.
jest.setTimeout(60_000);

/** A value that differs from another one in a single place, and where. */
interface Flip {
  place: string;
  value: JsonValue;
}

function* flippedTexts(text: string): Generator<Flip> {
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const [before, after] = [
      characters.slice(0, index).join(''),
      characters.slice(index + 1).join(''),
    ];
    const neighbor = String.fromCodePoint(character.codePointAt(0)! ^ 1);
    const cased =
      character === character.toUpperCase()
        ? character.toLowerCase()
        : character.toUpperCase();
    for (const instead of new Set([
      neighbor,
      cased,
      '',
      `${character}${character}`,
      'A',
      '7',
    ])) {
      if (instead !== character) {
        yield { place: `[${index}]`, value: `${before}${instead}${after}` };
      }
    }
  }
  yield { place: ' with a space', value: `${text} ` };
  yield { place: ' as a list', value: [text] };
}

function* flippedNumbers(number: number): Generator<Flip> {
  const digits = String(number);
  for (let index = 0; index < digits.length; index += 1) {
    for (let digit = 0; digit <= 9; digit += 1) {
      const other = Number(
        `${digits.slice(0, index)}${digit}${digits.slice(index + 1)}`,
      );
      if (other !== number) {
        yield { place: ` digit ${index}`, value: other };
      }
    }
  }
  yield { place: ' below', value: -number };
  yield { place: ' as a text', value: digits };
  yield { place: ' as yes or no', value: true };
}

function* flippedLists(items: JsonValue[]): Generator<Flip> {
  yield { place: ' with one more', value: [...items, 'x'] };
  for (const [index, item] of items.entries()) {
    const place = `[${index}]`;
    const [before, after] = [items.slice(0, index), items.slice(index + 1)];
    yield { place: `${place} left out`, value: [...before, ...after] };
    yield { place: `${place} twice`, value: [...before, item, item, ...after] };
    if (after.length > 0) {
      const [next, ...others] = after;
      yield {
        place: `${place} after the next`,
        value: [...before, next, item, ...others],
      };
    }
    for (const flip of flipped(item)) {
      yield {
        place: `${place}${flip.place}`,
        value: [...before, flip.value, ...after],
      };
    }
  }
}

function* flippedObjects(object: JsonObject): Generator<Flip> {
  yield { place: ' with one more', value: { ...object, x: 0 } };
  for (const [name, member] of Object.entries(object)) {
    const { [name]: _, ...others } = object;
    yield { place: `.${name} left out`, value: others };
    for (const instead of [`${name}_`, name.toUpperCase(), name.slice(1)]) {
      if (instead !== name) {
        yield {
          place: `.${name} named ${instead}`,
          value: { ...others, [instead]: member },
        };
      }
    }
    for (const flip of flipped(member!)) {
      yield {
        place: `.${name}${flip.place}`,
        value: { ...object, [name]: flip.value },
      };
    }
  }
}

/** Every value that differs in one character, digit, item, member or name, at any depth. */
function* flipped(value: JsonValue): Generator<Flip> {
  if (typeof value === 'string') {
    yield* flippedTexts(value);
  } else if (typeof value === 'number') {
    yield* flippedNumbers(value);
  } else if (typeof value === 'boolean') {
    yield { place: '', value: !value };
    yield { place: ' as a text', value: String(value) };
    yield { place: ' as a number', value: Number(value) };
  } else if (Array.isArray(value)) {
    yield* flippedLists(value);
  } else if (value !== null && value !== undefined) {
    yield* flippedObjects(value);
  }
}

describe.each(SIGNED_FILES)('a $kind signed with $algorithm', signedFile => {
  it('is refused with any one character, digit, item, member or name flipped', async () => {
    const { genuine, checkMembers } = await vendorOf(signedFile);
    expect(outcomeOf(await checkMembers(genuine))).toBe('verified');

    const places: Record<string, string[]> = {};
    for (const { place, value } of flipped(genuine)) {
      const outcome = outcomeOf(await checkMembers(value));
      (places[outcome] ??= []).push(place);
    }
    // Many are well-formed, so that nothing but the signature refuses them.
    expect(places).toEqual({
      format: expect.any(Array),
      key: expect.any(Array),
      signature: expect.any(Array),
    });
    const members = new Set(
      places.signature.map(place => place.split(/[^A-Za-z]/)[1]),
    );
    expect([...members]).toEqual(
      expect.arrayContaining(Object.keys(genuine).filter(n => n !== 'format')),
    );
  });
});
