import { useCallback, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

const SEARCH_DELAY_MS = 300;

/** The part that is shown. */
export interface View<Column extends string> {
  page: number;
  rowsPerPage: number;
  orderBy: Column;
  order: 'asc' | 'desc';
  search: string;
}

/**
 * Which part of a list of the server a table shows: the page, the order and the search.
 *
 * @param orderBy - the column that it is sorted by at first
 */
export function useListView<Column extends string>(orderBy: Column) {
  const [view, setView] = useState<View<Column>>({
    page: 0,
    rowsPerPage: 20,
    orderBy,
    order: 'asc',
    search: '',
  });
  const [typed, setTyped] = useState('');

  // A search on every key pressed would only be thrown away.
  useDebounce(
    () =>
      setView(current =>
        current.search === typed.trim()
          ? current
          : { ...current, search: typed.trim(), page: 0 },
      ),
    SEARCH_DELAY_MS,
    [typed],
  );

  return {
    view,
    typed,
    setTyped,
    setPage: useCallback(
      (page: number) => setView(current => ({ ...current, page })),
      [],
    ),
    setRowsPerPage: (rowsPerPage: number) =>
      setView({ ...view, rowsPerPage, page: 0 }),
    sortBy: (column: Column) =>
      setView({
        ...view,
        orderBy: column,
        order: view.orderBy === column && view.order === 'asc' ? 'desc' : 'asc',
        page: 0,
      }),
    /** Begins anew, without a search. */
    showAll: () => {
      setTyped('');
      setView({ ...view, search: '', page: 0 });
    },
  };
}

/** What {@link useListView} offers. */
export type ListView<Column extends string> = ReturnType<
  typeof useListView<Column>
>;
