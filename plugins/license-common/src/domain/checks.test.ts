import fc from 'fast-check';
import { Check, CHECK_CODES, hasFault, inOrder } from './checks';

const check = (code: Check['code'], status: Check['status']): Check => ({
  code,
  status,
  message: 'It was checked.',
});

describe('hasFault', () => {
  it.each(CHECK_CODES.filter(code => code !== 'period'))(
    'sees that %s failed',
    code => {
      expect(hasFault([check('format', 'pass'), check(code, 'fail')])).toBe(
        true,
      );
    },
  );

  it('takes running out for no fault', () => {
    expect(hasFault([check('period', 'fail')])).toBe(false);
  });

  it('takes warnings for no fault', () => {
    expect(hasFault(CHECK_CODES.map(code => check(code, 'warn')))).toBe(false);
  });

  it('sees no fault where nothing was checked', () => {
    expect(hasFault([])).toBe(false);
  });
});

describe('inOrder', () => {
  it('puts any arrangement in the order of the checks', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...CHECK_CODES]), codes => {
        const arranged = inOrder(codes.map(code => check(code, 'pass')));
        expect(arranged.map(({ code }) => code)).toEqual(
          CHECK_CODES.filter(code => codes.includes(code)),
        );
      }),
    );
  });

  it('leaves what it is given as it is', () => {
    const given = Object.freeze([
      check('period', 'warn'),
      check('key', 'pass'),
    ]);
    expect(inOrder(given)).toEqual([given[1], given[0]]);
    expect(given[0].code).toBe('period');
  });
});
