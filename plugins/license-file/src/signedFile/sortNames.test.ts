import { atOnce } from '../turns/Steps';
import { sortNames } from './sortNames';

describe('sortNames', () => {
  it.each([
    ['none', 0],
    ['one', 1],
    ['as many as are sorted at once', 512],
    ['one more', 513],
    ['a number of parts that is odd', 512 * 2 + 7],
    ['thousands', 20_000],
  ])('sorts %s', (_, length) => {
    // In an order that has nothing to do with that of the names.
    const names = Array.from({ length }, (__, index) =>
      ((index * 7919) % 100_003).toString(36),
    );
    expect(atOnce(sortNames(names))).toEqual([...names].sort());
  });

  it('sorts by code units', () => {
    // One of each beyond ASCII stands where the order by code points is another one.
    const units = [
      '\ufb33',
      '\ud83d\ude00',
      '\u20ac',
      '\u00f6',
      'z',
      'A',
      '_',
      '1',
      '',
    ];
    const names = Array.from({ length: 1000 }, (_, index) =>
      [index % 9, Math.floor(index / 9) % 9, Math.floor(index / 81) % 9]
        .map(digit => units[digit])
        .join(''),
    );
    expect(atOnce(sortNames(names))).toEqual([...names].sort());
  });
});
