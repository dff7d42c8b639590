import { JsonObject } from '@backstage/types';
import { layerOrders, LicenseOrder } from './LicenseOrder';

const order = (members: JsonObject, term?: string): LicenseOrder => ({
  members,
  term,
});

describe('layerOrders', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['members', { a: 1, b: 1 }, { b: 2, c: 2 }, { a: 1, b: 2, c: 2 }],
    [
      'members of the customer',
      { customer: { name: 'A', email: 'a@example.com' } },
      { customer: { email: 'b@example.com' } },
      { customer: { name: 'A', email: 'b@example.com' } },
    ],
    ['lists', { features: ['a'] }, { features: ['b'] }, { features: ['b'] }],
    [
      'a customer that is none',
      { customer: 'A' },
      { customer: {} },
      { customer: {} },
    ],
  ])('lays %s over others', (_, below, above, members) => {
    expect(layerOrders(order(below), order(above)).members).toEqual(members);
  });

  const day = { validUntil: '2027-01-01' };
  const other = { validUntil: '2028-01-01' };

  it.each<[string, LicenseOrder, LicenseOrder, LicenseOrder]>([
    ['no end over a term', order({}, 'P1Y'), order({}), order({}, 'P1Y')],
    ['no end over a day', order(day), order({}), order(day)],
    [
      'a term over a term',
      order({}, 'P1Y'),
      order({}, 'P2Y'),
      order({}, 'P2Y'),
    ],
    ['a term over a day', order(day), order({}, 'P2Y'), order({}, 'P2Y')],
    ['a day over a term', order({}, 'P1Y'), order(day), order(day)],
    ['a day over a day', order(day), order(other), order(other)],
    // A contradiction in itself, which is refused later.
    ['both over nothing', order({}), order(day, 'P1Y'), order(day, 'P1Y')],
  ])('lays %s', (_, below, above, expected) => {
    expect(layerOrders(below, above)).toEqual(expected);
  });
});
