import { placeAt } from './placeAt';

describe('placeAt', () => {
  it.each([
    ['', 0, 'line 1, column 1'],
    ['abc', 2, 'line 1, column 3'],
    ['a\nb', 2, 'line 2, column 1'],
    ['a\rb', 2, 'line 2, column 1'],
    ['a\r\nb', 3, 'line 2, column 1'],
    ['a\n\rb', 3, 'line 3, column 1'],
    ['\r\r\n\n', 4, 'line 4, column 1'],
    ['a\nb', 1, 'line 1, column 2'],
    ['😀a', 2, 'line 1, column 3'],
  ])('finds the place of %j at %d', (text, offset, place) => {
    expect(placeAt(text, offset)).toBe(place);
  });
});
