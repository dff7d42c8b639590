import fc from 'fast-check';
import { byId, exchange, findById } from './sorted';

const id = fc
  .integer({ min: 0, max: 12 })
  .map(number => `LIC-${'aB-:.'[number % 5]}${number}`);
const entries = fc
  .uniqueArray(id, { maxLength: 10 })
  .map(ids => ids.map(licenseId => ({ licenseId, from: 'before' })).sort(byId));

describe('entries sorted by id', () => {
  it('are found by it', () => {
    fc.assert(
      fc.property(entries, id, (sorted, wanted) => {
        expect(findById(sorted, wanted)).toBe(
          sorted.find(({ licenseId }) => licenseId === wanted),
        );
      }),
    );
  });

  it('are exchanged as if all were sorted again', () => {
    fc.assert(
      fc.property(entries, fc.array(id, { maxLength: 8 }), (sorted, ids) => {
        // Some of these ids are gone, some come twice.
        const others = ids
          .slice(1)
          .map(licenseId => ({ licenseId, from: 'after' }));
        const exchanged = exchange(sorted, ids, others);
        const rest = sorted.filter(({ licenseId }) => !ids.includes(licenseId));
        expect(exchanged).toEqual([...rest, ...others].sort(byId));
      }),
    );
  });
});
