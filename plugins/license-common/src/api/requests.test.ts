import { z } from 'zod';
import { LICENSE_STATUSES } from '../domain/licenses';
import {
  acknowledgementSchema,
  checkpointQuerySchema,
  eventsQuerySchema,
  LICENSE_ORDER_FIELDS,
  licensesQuerySchema,
  overviewQuerySchema,
  parseRequest,
} from './requests';

const query = (schema: z.ZodType, value: unknown) =>
  parseRequest(schema, value, 'query parameter');

const INSTANT = 'must be an instant such as 2026-01-15T09:00:00Z';
const STATUS = `must be one of ${LICENSE_STATUSES.join(', ')}`;
const COLUMN = `must be one of ${LICENSE_ORDER_FIELDS.join(', ')}`;
const LIMIT = 'must be a whole number from 1 to 500';
const OFFSET = 'must be a whole number from 0 to 999999999';

describe('the query of licenses', () => {
  it('has defaults', () => {
    expect(query(licensesQuerySchema, {})).toEqual({
      value: { limit: 50, offset: 0, orderBy: 'licenseId', order: 'asc' },
    });
  });

  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ limit: '1' }, { limit: 1 }],
    [{ limit: '500' }, { limit: 500 }],
    [{ offset: '0' }, { offset: 0 }],
    [{ offset: '999999999' }, { offset: 999999999 }],
    [{ status: 'active' }, { status: ['active'] }],
    [{ status: ['active', 'expired'] }, { status: ['active', 'expired'] }],
    [{ search: ' a%_ ' }, { search: ' a%_ ' }],
    [{ search: 'x'.repeat(200) }, { search: 'x'.repeat(200) }],
    [
      { orderBy: 'status', order: 'desc' },
      { orderBy: 'status', order: 'desc' },
    ],
    [{ at: '2026-01-15T09:00:00+01:00' }, { at: '2026-01-15T09:00:00+01:00' }],
    [{ utm_source: 'x' }, {}],
  ])('takes %j', (value, expected) => {
    expect(query(licensesQuerySchema, value)).toEqual({
      value: {
        limit: 50,
        offset: 0,
        orderBy: 'licenseId',
        order: 'asc',
        ...expected,
      },
    });
  });

  it.each(LICENSE_ORDER_FIELDS)('orders by %s', orderBy => {
    expect(query(licensesQuerySchema, { orderBy })).toMatchObject({
      value: { orderBy },
    });
  });

  it.each<[string, unknown, string]>([
    ['limit', '', LIMIT],
    ['limit', '0', LIMIT],
    ['limit', '501', LIMIT],
    ['limit', '-1', LIMIT],
    ['limit', '1.5', LIMIT],
    ['limit', '1e2', LIMIT],
    ['limit', '0x10', LIMIT],
    ['limit', '010', LIMIT],
    ['limit', ' 10', LIMIT],
    ['limit', 'ten', LIMIT],
    ['limit', '٥', LIMIT],
    ['limit', '99999999999999999999', LIMIT],
    ['limit', ['10', '20'], LIMIT],
    ['limit', { gt: '1' }, LIMIT],
    ['offset', '', OFFSET],
    ['offset', '-1', OFFSET],
    ['offset', '1000000000', OFFSET],
    ['offset', ['0', '1'], OFFSET],
    ['status', '', STATUS],
    ['status', 'ACTIVE', STATUS],
    ['status', 'deleted', STATUS],
    ['status', ['active', ''], STATUS],
    ['status', { a: 'active' }, STATUS],
    ['search', '', 'must not be empty'],
    ['search', 'x'.repeat(201), 'must have at most 200 characters'],
    ['search', ['a', 'b'], 'must be given once'],
    ['orderBy', '', COLUMN],
    ['orderBy', 'licenseKey', COLUMN],
    ['orderBy', 'constructor', COLUMN],
    ['orderBy', ['status', 'product'], COLUMN],
    ['order', '', 'must be one of asc, desc'],
    ['order', 'ASC', 'must be one of asc, desc'],
    ['order', ['asc', 'desc'], 'must be one of asc, desc'],
    ['at', '', INSTANT],
    ['at', 'now', INSTANT],
    ['at', '2026-01-15', INSTANT],
    ['at', '2026-01-15T09:00:00 01:00', INSTANT],
    [
      'at',
      ['2026-01-15T09:00:00Z', '2026-01-15T09:00:00Z'],
      'must be given once',
    ],
  ])('names %s, given as %j', (name, value, reason) => {
    expect(query(licensesQuerySchema, { [name]: value })).toEqual({
      fault: `The query parameter "${name}" ${reason}.`,
    });
  });
});

describe('the query of the overview', () => {
  it('needs nothing', () => {
    expect(query(overviewQuerySchema, {})).toEqual({ value: {} });
  });

  it.each(['', '2026-02-30T00:00:00Z'])('names "at", given as %j', at => {
    expect(query(overviewQuerySchema, { at })).toEqual({
      fault: `The query parameter "at" ${INSTANT}.`,
    });
  });
});

describe('the query of events', () => {
  it('asks for all by default', () => {
    expect(query(eventsQuerySchema, {})).toEqual({
      value: { limit: 50, offset: 0, state: 'all' },
    });
  });

  it.each(['open', 'closed', 'all'])('takes the state %s', state => {
    expect(query(eventsQuerySchema, { state })).toMatchObject({
      value: { state },
    });
  });

  it.each(['', 'active', ['open', 'closed']])(
    'names "state", given as %j',
    state => {
      expect(query(eventsQuerySchema, { state })).toEqual({
        fault: 'The query parameter "state" must be one of open, closed, all.',
      });
    },
  );
});

describe('the query of a checkpoint', () => {
  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{}, {}],
    [{ sequence: '1' }, { sequence: 1 }],
    [{ sequence: '999999999' }, { sequence: 999999999 }],
  ])('takes %j', (value, expected) => {
    expect(query(checkpointQuerySchema, value)).toEqual({ value: expected });
  });

  it.each<[unknown]>([
    [''],
    ['0'],
    ['-1'],
    ['1.5'],
    ['1e2'],
    ['0x10'],
    ['010'],
    [' 1'],
    ['last'],
    ['٥'],
    ['1000000000'],
    ['99999999999999999999'],
    [['1', '1']],
    [{ gt: '1' }],
  ])('names "sequence", given as %j', sequence => {
    expect(query(checkpointQuerySchema, { sequence })).toEqual({
      fault:
        'The query parameter "sequence" must be a whole number from 1 to 999999999.',
    });
  });
});

describe('an acknowledgement', () => {
  const body = (value: unknown) =>
    parseRequest(acknowledgementSchema, value, 'member');

  it.each([
    ['x', 'x'],
    ['  repaired by hand \n', 'repaired by hand'],
    ['x'.repeat(500), 'x'.repeat(500)],
    [` ${'x'.repeat(500)} `, 'x'.repeat(500)],
  ])('takes the note %j', (note, expected) => {
    expect(body({ note, evidence: 'e' })).toEqual({
      value: { note: expected, evidence: 'e' },
    });
  });

  it.each<[unknown, string]>([
    [{}, 'The member "note" must be a text.'],
    [{ note: 1 }, 'The member "note" must be a text.'],
    [{ note: null }, 'The member "note" must be a text.'],
    [{ note: '' }, 'The member "note" must not be empty.'],
    [{ note: ' \n\t' }, 'The member "note" must not be empty.'],
    [
      { note: 'x'.repeat(501) },
      'The member "note" must have at most 500 characters.',
    ],
    [
      { note: 'Fine' },
      'The member "evidence" must be the "evidence" of the event as it was shown.',
    ],
    [
      { note: 'Fine', evidence: 'x'.repeat(201) },
      'The member "evidence" must have at most 200 characters.',
    ],
    [undefined, 'The body must be an object with a "note" and the "evidence".'],
    [null, 'The body must be an object with a "note" and the "evidence".'],
    ['note', 'The body must be an object with a "note" and the "evidence".'],
    [[], 'The body must be an object with a "note" and the "evidence".'],
  ])('refuses %j', (value, fault) => {
    expect(body(value)).toEqual({ fault });
  });
});
