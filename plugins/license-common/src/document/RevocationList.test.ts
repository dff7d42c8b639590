import { parseRevocationList } from './parseDocument';
import {
  RevocationList,
  revocationListSchema,
  revocationsById,
} from './RevocationList';

const entry = (changes: Record<string, unknown> = {}) => ({
  licenseId: 'LIC-1',
  revokedAt: '2026-05-01',
  ...changes,
});
const written = (changes: Record<string, unknown> = {}) => ({
  format: 'thetasecure-revocations/1',
  sequence: 7,
  issuedAt: '2026-05-01T09:00:00Z',
  revoked: [entry({ reason: 'Never paid.' })],
  ...changes,
});

const faultOf = (value: unknown) => {
  const result = parseRevocationList(value);
  return 'fault' in result ? result.fault : undefined;
};

const ID =
  'must be 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit';
const DAY = 'must be a real day, written YYYY-MM-DD';
const SEQUENCE = 'must be a whole number from 1 to 9007199254740991';
const INSTANT =
  'must be an instant such as 2026-01-15T09:00:00Z, with at most 3 decimals';
const FORMAT = 'must be "thetasecure-revocations/1"';
const UNSHOWABLE =
  'must not hold control characters, line separators, text direction overrides or noncharacters';

describe('parseRevocationList', () => {
  it('returns what the list says, and nothing besides', () => {
    expect(parseRevocationList(written())).toEqual({ document: written() });
  });

  it('leaves out members it does not know, in the items too', () => {
    const value = written({
      note: { a: [1, true] },
      revoked: [entry({ toString: 'x', ticket: { id: 1 } })],
    });
    expect(parseRevocationList(value)).toEqual({
      document: written({ revoked: [entry()] }),
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing revoked', { revoked: [] }],
    ['no reason', { revoked: [entry()] }],
    ['the same license twice', { revoked: [entry(), entry()] }],
    ['the first sequence', { sequence: 1 }],
    ['the last sequence', { sequence: 2 ** 53 - 1 }],
    ['an offset', { issuedAt: '2026-05-01T09:00:00.25+05:45' }],
    ['the first day', { revoked: [entry({ revokedAt: '2000-01-01' })] }],
    ['the last day', { revoked: [entry({ revokedAt: '2200-12-31' })] }],
    ['markup as a reason', { revoked: [entry({ reason: '<b>=1+1</b>' })] }],
  ])('takes %s', (_, changes) => {
    expect(faultOf(written(changes))).toBeUndefined();
  });

  it.each(['format', 'sequence', 'issuedAt', 'revoked'])('needs %s', member => {
    expect(faultOf(written({ [member]: undefined }))).toBe(
      `The member "${member}" is missing.`,
    );
  });

  it.each(['licenseId', 'revokedAt'])('needs the %s of each item', member => {
    expect(
      faultOf(
        written({
          revoked: [entry(), entry(), entry(), entry({ [member]: undefined })],
        }),
      ),
    ).toBe(`The member "revoked[3].${member}" is missing.`);
  });

  it.each([undefined, null, 'text', 1, []])('refuses %j', value => {
    expect(faultOf(value)).toBe('The file must be an object.');
  });

  it.each<[string, string, unknown, string]>([
    ['format', 'that of a license', 'thetasecure-license/1', FORMAT],
    ['format', 'another version', 'thetasecure-revocations/2', FORMAT],
    ['sequence', '0', 0, SEQUENCE],
    ['sequence', 'a negative number', -1, SEQUENCE],
    ['sequence', 'a fraction', 1.5, SEQUENCE],
    ['sequence', 'one too many', 2 ** 53, SEQUENCE],
    ['sequence', 'a text', '7', SEQUENCE],
    ['issuedAt', 'a day', '2026-05-01', INSTANT],
    ['issuedAt', 'no zone', '2026-05-01T09:00:00', INSTANT],
    ['issuedAt', 'a leap second', '2026-06-30T23:59:60Z', INSTANT],
    ['revoked', 'an object', {}, 'must be a list of revocations'],
    ['revoked', 'a text', 'LIC-1', 'must be a list of revocations'],
  ])('refuses as %s: %s', (member, _, value, reason) => {
    expect(faultOf(written({ [member]: value }))).toBe(
      `The member "${member}" ${reason}.`,
    );
  });

  it.each<[string, string, unknown, string]>([
    ['licenseId', 'nothing', '', ID],
    ['licenseId', 'a space', 'LIC 1', ID],
    ['licenseId', '129 characters', 'a'.repeat(129), ID],
    ['licenseId', 'a number', 1, ID],
    ['revokedAt', 'a day there is not', '2026-02-30', DAY],
    ['revokedAt', 'an instant', '2026-05-01T00:00:00Z', DAY],
    [
      'revokedAt',
      'a year too far',
      '2201-01-01',
      'must be in a year from 2000 to 2200',
    ],
    ['reason', 'nothing', '', 'must have 1 to 200 characters'],
    [
      'reason',
      '201 characters',
      'a'.repeat(201),
      'must have 1 to 200 characters',
    ],
    ['reason', 'a line break', 'a\nb', UNSHOWABLE],
    ['reason', 'a direction override', `a${'\u202e'}b`, UNSHOWABLE],
    ['reason', 'a number', 1, 'must be a text'],
  ])('refuses as %s of an item: %s', (member, _, value, reason) => {
    expect(
      faultOf(written({ revoked: [entry(), entry({ [member]: value })] })),
    ).toBe(`The member "revoked[1].${member}" ${reason}.`);
  });

  it('looks no further than the first item at fault', () => {
    const revoked = [entry(), 0, 0, {}];
    const { error } = revocationListSchema.safeParse(written({ revoked }));
    expect(error?.issues.map(({ path }) => path)).toEqual([['revoked', 1]]);
  });

  it('refuses an item that is no object', () => {
    expect(faultOf(written({ revoked: ['LIC-1'] }))).toBe(
      'The member "revoked[0]" must be an object with "licenseId" and "revokedAt".',
    );
  });
});

describe('revocationsById', () => {
  const list = (...revoked: RevocationList['revoked']): RevocationList => ({
    format: 'thetasecure-revocations/1',
    sequence: 1,
    issuedAt: '2026-05-01T09:00:00Z',
    revoked,
  });

  it('finds each revocation by the id of its license, compared as it is', () => {
    const revocations = revocationsById(
      list(entry({ licenseId: 'a' }), entry({ licenseId: 'A' })),
    );
    expect([...revocations.keys()]).toEqual(['a', 'A']);
  });

  it('lets the first entry of a license stand', () => {
    const revocations = revocationsById(
      list(
        entry({ revokedAt: '2026-05-01' }),
        entry({ revokedAt: '2026-04-01' }),
      ),
    );
    expect(revocations.get('LIC-1')).toEqual(entry());
  });
});
