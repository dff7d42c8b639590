import { plainText } from './plainText';

describe('a text in a CSV file', () => {
  it.each([
    'Müller-Lüdenscheidt',
    "O'Neil",
    'ada+test@example.com',
    'user:default/ada.b-c_d',
    'Ada Lovelace - Engines',
    '2026-02-01T00:00:00.000Z',
    'Signed in during the last 30 days',
    'R&D, "B" (+49 30)',
    '',
  ])('stays as it is: %j', text => {
    expect(plainText(text)).toBe(text);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['-1', "'-1"],
    ['@SUM(1)', "'@SUM(1)"],
    ['＝1', "'＝1"],
    ['  =1', "'  '=1"],
    ['\t=1', "'\t'=1"],
    ['\r\n+1', "'\r\n'+1"],
    ['\u00a0=1', "'\u00a0'=1"],
    ['"=1"', `'"=1"`],
    ['a;=1+1', "a;'=1+1"],
    ['a, = 1', "a, '= 1"],
    ['a|"=1"', `a|"'=1"`],
    ['a\t-1;\n @x', "a\t'-1;\n '@x"],
    ['a =1', "a '=1"],
    ['a\n＋1', "a\n'＋1"],
  ])('is no formula: %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it.each([',', ';', '\t', '|', ':', ' ', '^', '~', '/', '\n'])(
    'is no formula when read with the separator %j',
    separator => {
      const text = ['a', '=1', '  +2', '"-3"', '@4'].join(separator);
      for (const field of plainText(text).split(separator)) {
        expect(field.trim().replace(/"/g, '')).not.toMatch(/^[=+\-@]/);
      }
    },
  );
});
