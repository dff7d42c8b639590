import { describeMember } from './describeMember';

describe('describeMember', () => {
  it.each<[PropertyKey[], string | undefined]>([
    [['maxUsers'], '"maxUsers"'],
    [['customer', 'email'], '"customer.email"'],
    [['features', 3], '"features[3]"'],
    [['signature'], '"signature"'],
    [['sequence'], '"sequence"'],
    [['revoked'], '"revoked"'],
    [['revoked', 3, 'licenseId'], '"revoked[3].licenseId"'],
    [['revoked', 0, 'revokedAt'], '"revoked[0].revokedAt"'],
    [['revoked', 12, 'reason'], '"revoked[12].reason"'],
    [[], undefined],
    [['secret'], undefined],
    [['customer', 'secret'], undefined],
    [['secret', 'name'], undefined],
    [['revoked', 3, 'secret'], undefined],
    [['revoked', 3, '__proto__'], undefined],
    [['toString'], undefined],
  ])('of %j is %j', (path, text) => {
    expect(describeMember(path)).toBe(text);
  });
});
