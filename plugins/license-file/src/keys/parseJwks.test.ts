import { parseJwks } from './parseJwks';

const SOURCE = 'license.trustedKeys.files[0]';
const REMEDY = 'put a JSON Web Key Set there: { "keys": [...] }';

describe('parseJwks', () => {
  it('returns the keys as they are', () => {
    expect(
      parseJwks('{"keys":[{"kid":"a"},{"kid":"b"}],"note":"x"}', SOURCE),
    ).toEqual([{ kid: 'a' }, { kid: 'b' }]);
  });

  it('skips a byte order mark before it', () => {
    expect(parseJwks('\uFEFF{"keys":[{"kid":"a"}]}', SOURCE)).toEqual([
      { kid: 'a' },
    ]);
  });

  it('takes a set without keys', () => {
    expect(parseJwks('{"keys":[]}', SOURCE)).toEqual([]);
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
    const attempt = () => parseJwks(text, SOURCE);
    expect(attempt).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: `The key set in ${SOURCE} ${reason}; ${REMEDY}`,
      }),
    );
  });
});
