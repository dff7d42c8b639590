import { isIdentifier, isInstant, line } from './memberRules';

describe('isIdentifier', () => {
  it.each(['a', '0', 'A-b_c.d:e', 'a'.repeat(128)])('knows %j', text => {
    expect(isIdentifier(text)).toBe(true);
  });

  it.each(['', '_a', 'a b', 'a\n', 'é', 'a'.repeat(129)])(
    'refuses %j',
    text => {
      expect(isIdentifier(text)).toBe(false);
    },
  );
});

describe('isInstant', () => {
  it.each(['2026-01-15T09:00:00Z', '2026-01-15T09:00:00.123-00:30'])(
    'knows %s',
    text => {
      expect(isInstant(text)).toBe(true);
    },
  );

  it.each([
    '',
    '2026',
    'now',
    '2026-01-15T09:00:00Z\n',
    '2026-04-31T00:00:00Z',
  ])('refuses %j', text => {
    expect(isInstant(text)).toBe(false);
  });
});

describe('line', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('refuses what is far too long without taking it apart', () => {
    const iterate = jest.spyOn(String.prototype, Symbol.iterator);
    const isTaken = (length: number) =>
      line.safeParse('a'.repeat(length)).success;
    expect([isTaken(200), isTaken(401)]).toEqual([true, false]);
    expect(iterate).toHaveBeenCalledTimes(1);
  });
});
