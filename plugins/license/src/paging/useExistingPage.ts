import { useEffect } from 'react';

/**
 * Goes back to the last page there is when the one that is shown has become empty.
 *
 * @param options - `found`: the page as the server last cut it
 */
export function useExistingPage(options: {
  page: number;
  rowsPerPage: number;
  found: { items: readonly unknown[]; totalItems: number } | undefined;
  setPage: (page: number) => void;
}) {
  const { page, rowsPerPage, found, setPage } = options;
  const totalItems = found?.totalItems ?? 0;
  const beyondEnd = page > 0 && found?.items.length === 0 && totalItems > 0;
  useEffect(() => {
    if (beyondEnd) {
      setPage(Math.ceil(totalItems / rowsPerPage) - 1);
    }
  }, [beyondEnd, totalItems, rowsPerPage, setPage]);
}
