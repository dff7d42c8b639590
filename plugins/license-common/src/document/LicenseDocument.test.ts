import { written } from '../__testUtils__/licenses';
import { maskLicenseKey } from './LicenseDocument';
import { parseLicenseDocument } from './parseDocument';

const customer = (changes: Record<string, unknown>) => ({
  customer: { name: 'Example Corp', email: 'it@example.com', ...changes },
});

const faultOf = (changes: Record<string, unknown>) => {
  const result = parseLicenseDocument(written(changes));
  return 'fault' in result ? result.fault : undefined;
};

const ID =
  'must be 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit';
const KEY =
  'must be 4 to 8 groups of capital letters and digits joined by "-": the first of 1 to 8, the others of 4 to 8 characters';
const PRODUCT =
  'must be 1 to 64 letters, digits, spaces, ".", "_", "+" or "-", beginning with a letter or digit';
const FEATURE =
  'must be 1 to 64 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit';
const LENGTH = 'must have 1 to 200 characters';
const UNSHOWABLE =
  'must not hold control characters, line separators, text direction overrides or noncharacters';
const INVISIBLE = 'must hold a letter, digit, symbol or punctuation mark';
const EMAIL = 'must be one e-mail address';
const DAY = 'must be a real day, written YYYY-MM-DD';
const YEARS = 'must be in a year from 2000 to 2200';
const ZONE =
  'must be the name of a time zone, such as "UTC" or "Europe/Berlin"';
const USERS = 'must be a whole number from 1 to 10000000';
const GRACE = 'must be a whole number from 0 to 365';
const INSTANT =
  'must be an instant such as 2026-01-15T09:00:00Z, with at most 3 decimals';

const distinct = (count: number) =>
  Array.from({ length: count }, (_, index) => `f${index}`);

/** Characters by their code, where an editor would not show them. */
const code = (...points: number[]) => String.fromCodePoint(...points);

describe('parseLicenseDocument', () => {
  it('fills in what is left out', () => {
    expect(parseLicenseDocument(written())).toEqual({
      document: {
        ...written(),
        type: 'subscription',
        timeZone: 'UTC',
        gracePeriodDays: 0,
        features: [],
        supersedes: [],
      },
    });
  });

  it('leaves out members it does not know', () => {
    const unknown = { note: { a: [1, true] }, toString: 'x' };
    const value = written({ ...unknown, ...customer({ vip: true }) });
    expect(parseLicenseDocument(value)).toEqual(
      parseLicenseDocument(written()),
    );
  });

  it.each([
    'format',
    'licenseId',
    'licenseKey',
    'product',
    'customer',
    'maxUsers',
    'validFrom',
    'validUntil',
    'issuedAt',
  ])('needs %s', member => {
    expect(faultOf({ [member]: undefined })).toBe(
      `The member "${member}" is missing.`,
    );
  });

  it.each(['name', 'email'])('needs the %s of the customer', member => {
    expect(faultOf(customer({ [member]: undefined }))).toBe(
      `The member "customer.${member}" is missing.`,
    );
  });

  it.each([undefined, null, 'text', 1, []])('refuses %j', value => {
    expect(parseLicenseDocument(value)).toEqual({
      fault: 'The file must be an object.',
    });
  });

  it.each<[string, string, unknown]>([
    ['licenseId', 'one character', 'a'],
    ['licenseId', 'every kind of character', 'aZ09._:-'],
    ['licenseId', 'a digit first', '0-LIC'],
    ['licenseId', '128 characters', 'a'.repeat(128)],
    ['productInstanceId', 'a UUID', '0b0d2a3e-6d4e-4a2f-9b39-0a8f6f3c1c11'],
    ['productInstanceId', '128 characters', 'a'.repeat(128)],
    ['licenseKey', 'the shortest key', 'A-1234-1234-1234'],
    [
      'licenseKey',
      'the longest key',
      ['ABCDEFGH', ...Array(7).fill('12345678')].join('-'),
    ],
    ['product', 'one character', 'N'],
    ['product', 'every kind of character', 'Nx 1._+-'],
    ['product', '64 characters', 'N'.repeat(64)],
    ['type', 'a subscription', 'subscription'],
    ['type', 'a trial', 'trial'],
    ['maxUsers', '1', 1],
    ['maxUsers', '10,000,000', 10_000_000],
    ['gracePeriodDays', '0', 0],
    ['gracePeriodDays', '365', 365],
    ['validFrom', 'the first day there is', '2000-01-01'],
    ['validUntil', 'the last day there is', '2200-12-31'],
    ['validUntil', 'a leap day', '2028-02-29'],
    ['validUntil', 'the day it begins on', '2026-02-01'],
    ['timeZone', 'UTC', 'UTC'],
    ['timeZone', 'a city', 'Europe/Berlin'],
    ['timeZone', 'three parts', 'America/Argentina/Buenos_Aires'],
    ['timeZone', 'a name with an offset in it', 'Etc/GMT+5'],
    ['features', 'none', []],
    ['features', 'every kind of character', ['aZ09._:-', 'a'.repeat(64)]],
    ['features', '200', distinct(200)],
    ['features', 'two that differ in case', ['sso', 'SSO']],
    ['supersedes', 'none', []],
    ['supersedes', '100', distinct(100)],
    ['supersedes', 'the same twice', ['LIC-0', 'LIC-0']],
    ['supersedes', 'itself', ['LIC-1']],
    ['issuer', 'a URL', 'https://license.example.com'],
    ['issuer', 'one character', '.'],
    ['issuer', '200 characters beyond the basic plane', '😀'.repeat(200)],
    ['issuedAt', 'UTC', '2026-01-15T09:00:00Z'],
    ['issuedAt', 'an offset', '2026-01-15T09:00:00+05:45'],
    ['issuedAt', 'an offset behind', '2026-01-15T09:00:00-12:00'],
    ['issuedAt', 'one decimal', '2026-01-15T09:00:00.5Z'],
    ['issuedAt', 'three decimals', '2026-01-15T23:59:59.999Z'],
    ['issuedAt', 'a leap day', '2028-02-29T00:00:00Z'],
  ])('takes as %s: %s', (member, _, value) => {
    expect(faultOf({ [member]: value })).toBeUndefined();
  });

  it.each<[string, string]>([
    ['markup', '<b>Corp</b>'],
    ['a formula', '=1+1'],
    ['a symbol', '€'],
    ['a digit', '7'],
    ['letters of any script', 'Łódź 東京 שלום مرحبا'],
    ['an emoji of several code points', '👩‍💻'],
    ['a letter between spaces', ' a '],
    ['other spaces beside a letter', `a${code(0x00a0)}b${code(0x3000)}`],
    ['direction marks beside a letter', `a${code(0x200e)}b${code(0x200f)}`],
    ['a joiner beside a letter', `a${code(0x200d)}`],
    ['a private character beside a letter', `a${code(0xe000)}`],
    ['a soft hyphen beside a letter', `a${code(0x00ad)}`],
    ['a decomposed letter', `e${code(0x0301)}`],
    ['200 characters', 'a'.repeat(200)],
    ['200 characters beyond the basic plane', '😀'.repeat(200)],
  ])('takes as name of a customer, and leaves as it is: %s', (_, name) => {
    expect(parseLicenseDocument(written(customer({ name })))).toMatchObject({
      document: { customer: { name } },
    });
  });

  it.each<[string, string]>([
    ['a plain one', 'it@example.com'],
    ['a tag and dots', 'a.b+tag@sub.example.co'],
    ['no dot behind the @', 'root@localhost'],
    [
      '254 characters',
      `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`,
    ],
  ])('takes as e-mail address: %s', (_, email) => {
    expect(faultOf(customer({ email }))).toBeUndefined();
  });

  it.each<[string, string, unknown, string]>([
    [
      'format',
      'another version',
      'thetasecure-license/2',
      'must be "thetasecure-license/1"',
    ],
    [
      'format',
      'another case',
      'Thetasecure-license/1',
      'must be "thetasecure-license/1"',
    ],
    ['format', 'a number', 1, 'must be "thetasecure-license/1"'],
    ['licenseId', 'nothing', '', ID],
    ['licenseId', '129 characters', 'a'.repeat(129), ID],
    ['licenseId', 'a mark first', '-LIC', ID],
    ['licenseId', 'a space', 'LIC 1', ID],
    ['licenseId', 'a slash', 'LIC/1', ID],
    ['licenseId', 'a letter beyond ASCII', 'LIÇ', ID],
    ['licenseId', 'a line break at the end', 'LIC-1\n', ID],
    ['licenseId', 'a number', 1, ID],
    ['productInstanceId', 'nothing', '', ID],
    ['productInstanceId', 'braces', '{0b0d2a3e}', ID],
    ['productInstanceId', 'a list', ['a'], ID],
    ['licenseKey', 'three groups', 'NX-7Q4M-2KXD', KEY],
    [
      'licenseKey',
      'nine groups',
      ['NX', ...Array(8).fill('1234')].join('-'),
      KEY,
    ],
    ['licenseKey', 'small letters', 'nx-7q4m-2kxd-9pwa-t3hc', KEY],
    ['licenseKey', 'a first group of nine', 'ABCDEFGHI-1234-1234-1234', KEY],
    ['licenseKey', 'no first group', '-1234-1234-1234', KEY],
    ['licenseKey', 'a group of three', 'NX-7Q4M-2KX-9PWA-T3HC', KEY],
    ['licenseKey', 'a group of nine', 'NX-7Q4M-123456789-9PWA', KEY],
    ['licenseKey', 'a line break at the end', 'NX-7Q4M-2KXD-9PWA-T3HC\n', KEY],
    ['licenseKey', 'a number', 1, KEY],
    ['product', 'nothing', '', PRODUCT],
    ['product', '65 characters', 'N'.repeat(65), PRODUCT],
    ['product', 'a space first', ' NX', PRODUCT],
    ['product', 'a colon', 'NX:1', PRODUCT],
    ['product', 'a letter beyond ASCII', 'NÜ', PRODUCT],
    ['product', 'a tab', 'N\tX', PRODUCT],
    ['product', 'an object', {}, PRODUCT],
    ['type', 'another one', 'perpetual', 'must be "subscription" or "trial"'],
    ['type', 'another case', 'Trial', 'must be "subscription" or "trial"'],
    ['type', 'a boolean', true, 'must be "subscription" or "trial"'],
    [
      'customer',
      'a text',
      'Example Corp',
      'must be an object with "name" and "email"',
    ],
    ['customer', 'a list', [], 'must be an object with "name" and "email"'],
    ['maxUsers', '0', 0, USERS],
    ['maxUsers', 'a negative number', -1, USERS],
    ['maxUsers', 'one too many', 10_000_001, USERS],
    ['maxUsers', 'a fraction', 1.5, USERS],
    ['maxUsers', 'a text', '100', USERS],
    ['gracePeriodDays', 'a negative number', -1, GRACE],
    ['gracePeriodDays', '366', 366, GRACE],
    ['gracePeriodDays', 'a text', '30', GRACE],
    ['validFrom', 'the day before the first', '1999-12-31', YEARS],
    ['validUntil', 'the day after the last', '2201-01-01', YEARS],
    [
      'validUntil',
      'the day before it begins',
      '2026-01-31',
      'must not be before "validFrom"',
    ],
    ['validFrom', 'a day there is not', '2026-02-30', DAY],
    ['validFrom', 'a leap day in another year', '2027-02-29', DAY],
    ['validFrom', 'a leap day of a century', '2100-02-29', DAY],
    ['validFrom', 'a thirteenth month', '2026-13-01', DAY],
    ['validFrom', 'a day 0', '2026-01-00', DAY],
    ['validFrom', 'no leading zero', '2026-2-1', DAY],
    ['validFrom', 'other dashes', '2026/02/01', DAY],
    ['validFrom', 'an instant', '2026-02-01T00:00:00Z', DAY],
    ['validFrom', 'a year of five digits', '12026-02-01', DAY],
    ['validFrom', 'spaces', ' 2026-02-01', DAY],
    ['validFrom', 'digits of another script', '٢٠٢٦-02-01', DAY],
    ['validUntil', 'a number', 20270228, DAY],
    ['timeZone', 'nothing', '', ZONE],
    ['timeZone', 'an offset', '+02:00', ZONE],
    ['timeZone', 'an offset behind', '-05:00', ZONE],
    ['timeZone', 'a short offset', '+02', ZONE],
    ['timeZone', 'an offset with a prefix', 'UTC+2', ZONE],
    ['timeZone', 'a city nobody knows', 'Europe/Atlantis', ZONE],
    ['timeZone', 'the zone of the server', 'local', ZONE],
    ['timeZone', 'the zone of a setting', 'system', ZONE],
    ['timeZone', 'a number', 0, ZONE],
    ['features', 'a text', 'sso', 'must be a list of texts'],
    ['features', '201', distinct(201), 'must have at most 200 items'],
    [
      'features',
      'the same twice',
      ['a', 'b', 'a'],
      'must not name a feature twice',
    ],
    ['supersedes', 'a text', 'LIC-0', 'must be a list of license ids'],
    ['supersedes', '101', distinct(101), 'must have at most 100 items'],
    ['issuer', 'nothing', '', LENGTH],
    ['issuer', '201 characters', 'a'.repeat(201), LENGTH],
    ['issuer', 'a control character', 'a\u0007', UNSHOWABLE],
    ['issuer', 'a number', 1, 'must be a text'],
    ['issuedAt', 'a day', '2026-01-15', INSTANT],
    ['issuedAt', 'a small t', '2026-01-15t09:00:00Z', INSTANT],
    ['issuedAt', 'a space instead of T', '2026-01-15 09:00:00Z', INSTANT],
    ['issuedAt', 'a small z', '2026-01-15T09:00:00z', INSTANT],
    ['issuedAt', 'no zone', '2026-01-15T09:00:00', INSTANT],
    ['issuedAt', 'no seconds', '2026-01-15T09:00Z', INSTANT],
    ['issuedAt', 'a leap second', '2026-06-30T23:59:60Z', INSTANT],
    ['issuedAt', 'an hour 24', '2026-01-15T24:00:00Z', INSTANT],
    ['issuedAt', 'a minute 60', '2026-01-15T09:60:00Z', INSTANT],
    ['issuedAt', 'four decimals', '2026-01-15T09:00:00.0000Z', INSTANT],
    ['issuedAt', 'a comma', '2026-01-15T09:00:00,5Z', INSTANT],
    ['issuedAt', 'a point and no decimals', '2026-01-15T09:00:00.Z', INSTANT],
    [
      'issuedAt',
      'an offset without colon',
      '2026-01-15T09:00:00+0200',
      INSTANT,
    ],
    ['issuedAt', 'an offset of 24 hours', '2026-01-15T09:00:00+24:00', INSTANT],
    ['issuedAt', 'a day there is not', '2026-02-30T09:00:00Z', INSTANT],
    ['issuedAt', 'a leap day in another year', '2026-02-29T09:00:00Z', INSTANT],
    ['issuedAt', 'milliseconds', 1768467600000, INSTANT],
  ])('refuses as %s: %s', (member, _, value, reason) => {
    expect(faultOf({ [member]: value })).toBe(
      `The member "${member}" ${reason}.`,
    );
  });

  it.each<[string, unknown, string]>([
    ['nothing', '', LENGTH],
    ['201 characters', 'a'.repeat(201), LENGTH],
    ['201 characters beyond the basic plane', '😀'.repeat(201), LENGTH],
    ['a number', 1, 'must be a text'],
    ['a space', ' ', INVISIBLE],
    ['a space of another width', code(0x3000), INVISIBLE],
    ['a space without width', code(0x200b), INVISIBLE],
    ['a joiner', code(0x200d), INVISIBLE],
    ['an accent on nothing', code(0x0301), INVISIBLE],
    ['a private character', code(0xe000), INVISIBLE],
    ...[
      0x00, 0x09, 0x0a, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0x2028, 0x2029, 0x202a,
      0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0xfdd0,
      0xfdef, 0xfeff, 0xfffe, 0xffff, 0x1fffe, 0x10ffff,
    ].map<[string, unknown, string]>(point => [
      `U+${point.toString(16).toUpperCase().padStart(4, '0')}`,
      `Corp${code(point)}`,
      UNSHOWABLE,
    ]),
  ])('refuses as name of a customer: %s', (_, name, reason) => {
    expect(faultOf(customer({ name }))).toBe(
      `The member "customer.name" ${reason}.`,
    );
  });

  it.each<[string, unknown, string]>([
    ['nothing', '', EMAIL],
    ['no @', 'example.com', EMAIL],
    ['two @', 'a@b@c.de', EMAIL],
    ['two addresses', 'a@b.de,c@d.de', EMAIL],
    ['a name beside it', 'IT <it@example.com>', EMAIL],
    ['a space', 'i t@example.com', EMAIL],
    ['a line break at the end', 'it@example.com\n', EMAIL],
    ['a line break for a header', 'it@example.com\r\nBcc: x@y.de', EMAIL],
    ['nothing before the @', '@example.com', EMAIL],
    ['nothing behind the @', 'it@', EMAIL],
    ['a number', 1, EMAIL],
    [
      '255 characters',
      `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(62)}`,
      'must have at most 254 characters',
    ],
  ])('refuses as e-mail address: %s', (_, email, reason) => {
    expect(faultOf(customer({ email }))).toBe(
      `The member "customer.email" ${reason}.`,
    );
  });

  it.each<[string, unknown, string]>([
    ['features', ['ok', 'a b'], FEATURE],
    ['features', ['ok', 'a'.repeat(65)], FEATURE],
    ['features', ['ok', ''], FEATURE],
    ['features', ['ok', 1], FEATURE],
    ['supersedes', ['ok', '-a'], ID],
    ['supersedes', ['ok', ['a']], ID],
  ])('names the item at fault of %s: %j', (member, value, reason) => {
    expect(faultOf({ [member]: value })).toBe(
      `The member "${member}[1]" ${reason}.`,
    );
  });
});

describe('maskLicenseKey', () => {
  it.each([
    ['NX-7Q4M-2KXD-9PWA-T3HC', 'NX-••••-••••-••••-T3HC'],
    ['A-1234-1234-12345678', 'A-••••-••••-5678'],
    ['ABCDEFGH-1234-5678-9012-3456', 'ABCDEFGH-••••-••••-••••-3456'],
  ])('shows %s as %s', (key, masked) => {
    expect(maskLicenseKey(key)).toBe(masked);
  });
});
