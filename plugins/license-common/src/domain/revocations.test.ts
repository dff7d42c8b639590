import { checkRevocationVersion } from './revocations';

describe('checkRevocationVersion', () => {
  const installed = { sequence: 7, digest: 'a' };

  it('has nothing to check where no list is in force', () => {
    expect(checkRevocationVersion(installed, undefined)).toEqual([]);
  });

  it.each([
    ['a higher sequence', { sequence: 8, digest: 'b' }, 'pass'],
    [
      'a higher sequence and the same facts',
      { sequence: 8, digest: 'a' },
      'pass',
    ],
    ['the same list', { sequence: 7, digest: 'a' }, 'pass'],
    ['the same sequence and other facts', { sequence: 7, digest: 'b' }, 'fail'],
    ['a lower sequence', { sequence: 6, digest: 'b' }, 'fail'],
    [
      'a lower sequence and the same facts',
      { sequence: 6, digest: 'a' },
      'fail',
    ],
  ])('with %s: %s', (_, candidate, status) => {
    const [check, ...others] = checkRevocationVersion(candidate, installed);
    expect(others).toEqual([]);
    expect(check).toMatchObject({ code: 'version', status });
    expect(check.remedy === undefined).toBe(status === 'pass');
  });

  it.each([
    [
      6,
      'The revocation list has the sequence 6; the one in force here has the higher sequence 7.',
    ],
    [
      7,
      'A revocation list with the same sequence 7, with other facts, is in force here.',
    ],
  ])('names the sequences, here of %d', (sequence, message) => {
    expect(
      checkRevocationVersion({ sequence, digest: 'b' }, installed),
    ).toMatchObject([{ message }]);
  });
});
