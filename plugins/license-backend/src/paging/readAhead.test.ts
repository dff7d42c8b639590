import { readAhead } from './readAhead';

/** Numbers in pages, and what was asked for. */
function numbers(count: number) {
  const asked: (number | undefined)[] = [];
  return {
    asked,
    read: async ({ after = 0, limit }: { after?: number; limit: number }) => {
      asked.push(after);
      return Array.from(
        { length: Math.min(limit, count - after) },
        (_, index) => after + index + 1,
      );
    },
  };
}

const options = { keyOf: (row: number) => row, limit: 3 };

describe('readAhead', () => {
  it.each([
    [0, [[]], [0]],
    [2, [[1, 2]], [0]],
    // Nobody knows that a full page is the last one.
    [3, [[1, 2, 3], []], [0, 3]],
    [7, [[1, 2, 3], [4, 5, 6], [7]], [0, 3, 6]],
  ])('reads %d rows, a page at a time', async (count, pages, asked) => {
    const rows = numbers(count);
    const found = [];
    for await (const page of readAhead(rows.read, options)) {
      found.push(page);
    }
    expect(found).toEqual(pages);
    expect(rows.asked).toEqual(asked);
  });

  it('begins after a key', async () => {
    const found = [];
    for await (const page of readAhead(numbers(7).read, {
      ...options,
      after: 5,
    })) {
      found.push(page);
    }
    expect(found).toEqual([[6, 7]]);
  });

  it('has asked for the next page when it hands one out, and for no more', async () => {
    const rows = numbers(100);
    for await (const page of readAhead(rows.read, options)) {
      expect(page).toEqual([1, 2, 3]);
      break;
    }
    expect(rows.asked).toEqual([0, 3]);
  });

  it('fails with what reading fails with, and only where that page is due', async () => {
    const rows = numbers(100);
    const found: number[] = [];
    const read = async (page: { after?: number; limit: number }) => {
      if (page.after === 3) {
        throw new Error('The database is gone');
      }
      return rows.read(page);
    };
    await expect(
      (async () => {
        for await (const page of readAhead(read, options)) {
          found.push(...page);
          await new Promise(resolve => setTimeout(resolve, 10));
        }
      })(),
    ).rejects.toThrow('The database is gone');
    expect(found).toEqual([1, 2, 3]);
  });

  it('waits for the page that nobody wants any more', async () => {
    let answered = 0;
    const read = async (page: { after?: number; limit: number }) => {
      await new Promise(resolve => setTimeout(resolve, 30));
      answered += 1;
      return numbers(100).read(page);
    };
    for await (const page of readAhead(read, options)) {
      expect(page).toHaveLength(3);
      break;
    }
    expect(answered).toBe(2);
  });

  it('ends when the signal aborts', async () => {
    const aborting = new AbortController();
    await expect(
      (async () => {
        for await (const page of readAhead(numbers(100).read, {
          ...options,
          signal: aborting.signal,
        })) {
          if (page[0] > 3) {
            aborting.abort(new Error('The portal shuts down'));
          }
        }
      })(),
    ).rejects.toThrow('The portal shuts down');
  });
});
