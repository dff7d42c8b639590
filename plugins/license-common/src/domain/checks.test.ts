import { Check, CHECK_CODES, hasFault } from './checks';

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
