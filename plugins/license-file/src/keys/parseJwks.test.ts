import { bytesOf } from '../__testUtils__/licenses';
import { parseJwks } from './parseJwks';

const SOURCE = 'license.trustedKeys.files[0]';
const REMEDY = 'put a JSON Web Key Set there: { "keys": [...] }';

const parse = (text: string) => parseJwks(bytesOf(text), SOURCE);

describe('parseJwks', () => {
  it('returns the keys as they are, and where they come from', () => {
    expect(parse('{"keys":[{"kid":"a"},{"kid":"b"}],"note":"x"}')).toEqual([
      { jwk: { kid: 'a' }, source: SOURCE },
      { jwk: { kid: 'b' }, source: SOURCE },
    ]);
  });

  it('skips a byte order mark before it', () => {
    expect(parse('\uFEFF{"keys":[{"kid":"a"}]}')).toHaveLength(1);
  });

  it('takes a set without keys', () => {
    expect(parse('{"keys":[]}')).toEqual([]);
  });

  it.each([
    ['nothing', '', 'is empty'],
    ['no JSON', '{"keys": SECRET', 'is not valid JSON (line 1, column 10)'],
    ['a list', '[{"k":"SECRET"}]', 'must be one JSON object'],
    ['a single key', '{"kty":"oct","k":"SECRET"}', 'has no list "keys"'],
    ['keys that are no list', '{"keys":{"k":"SECRET"}}', 'has no list "keys"'],
    [
      'two byte order marks',
      '\uFEFF\uFEFF{"keys":[]}',
      'is not valid JSON (line 1, column 1)',
    ],
    [
      'a member twice',
      '{"keys":[{"d":"SECRET","d":1}]}',
      'holds a member that is there twice (line 1, column 24)',
    ],
    ['more than 1 MiB', ' '.repeat(1024 * 1024 + 1), 'is larger than 1024 KiB'],
  ])('refuses %s, naming the place and the remedy', (_, text, reason) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: `The key set in ${SOURCE} ${reason}; ${REMEDY}`,
      }),
    );
  });

  it('mends nothing that is not UTF-8', () => {
    expect(() =>
      parseJwks(Buffer.from('{"keys":[],"note":"\xff"}', 'latin1'), SOURCE),
    ).toThrow(
      `The key set in ${SOURCE} is not valid UTF-8 text (line 1, column 20)`,
    );
  });
});
