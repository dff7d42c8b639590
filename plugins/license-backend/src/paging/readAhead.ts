import { PageOptions } from '../database/LicenseStore';

/**
 * Reads rows page by page in the order of their keys, the next page while the last one is worked on. One statement a
 * page, and one page more than there is work for at most.
 *
 * @param options - `keyOf`: what the next page comes after
 * @throws what `read` throws, and if the signal aborts
 */
export async function* readAhead<Row, Key>(
  read: (page: PageOptions<Key>) => Promise<Row[]>,
  options: PageOptions<Key> & {
    keyOf: (row: Row) => Key;
    signal?: AbortSignal;
  },
): AsyncGenerator<Row[]> {
  const { keyOf, limit, signal } = options;
  signal?.throwIfAborted();
  let coming: Promise<Row[]> | undefined = read({
    after: options.after,
    limit,
  });
  try {
    while (coming) {
      const page: Row[] = await coming;
      coming = undefined;
      signal?.throwIfAborted();
      if (page.length === limit) {
        coming = read({ after: keyOf(page[limit - 1]), limit });
        // Whoever breaks off does not ask whether this one failed.
        coming.catch(() => {});
      }
      yield page;
    }
  } finally {
    // A transaction must not end before its last statement has.
    await coming?.catch(() => {});
  }
}
