import { atOnce } from '../turns/Steps';
import { decodeText } from './decodeText';

const PART = 64 * 1024;
const decode = (bytes: Uint8Array) => atOnce(decodeText(bytes));

describe('decodeText', () => {
  // Each stands across the end of a part in all the ways it can.
  it.each(['a', 'é', '東', '😀', '\uFEFF', 'é\uFEFF東😀'])(
    'reads a long text of %j as if it were in one part',
    unit => {
      for (const before of ['', 'x', 'xy', 'xyz']) {
        const text = `${before || '-'}${unit.repeat(PART)}`;
        const decoded = decode(Buffer.from(text));
        expect('text' in decoded && decoded.text === text).toBe(true);
      }
    },
  );

  it.each([PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 3])(
    'finds a byte that is none at offset %d',
    offset => {
      const bytes = Buffer.alloc(3 * PART, 'x');
      bytes[offset] = 0xff;
      expect(decode(bytes)).toEqual({
        fault: `is not valid UTF-8 text (line 1, column ${offset + 1})`,
      });
    },
  );

  it.each([1, 2, 3, 4])(
    'finds a character cut off %d bytes before the end of a part',
    left => {
      const bytes = Buffer.alloc(2 * PART, 'x');
      // It would have four bytes, and three follow it at most.
      bytes.fill(0x80, PART - left, PART - left + 3);
      bytes[PART - left] = 0xf0;
      expect(decode(bytes)).toEqual({
        fault: `is not valid UTF-8 text (line 1, column ${PART - left + 1})`,
      });
    },
  );

  it('finds the first of bytes that only go on, wherever the part ends', () => {
    const bytes = Buffer.alloc(2 * PART, 0x80);
    bytes.fill('x', 0, 100);
    expect(decode(bytes)).toEqual({
      fault: 'is not valid UTF-8 text (line 1, column 101)',
    });
  });

  it('reads nothing', () => {
    expect(decode(new Uint8Array())).toEqual({ text: '' });
  });
});
