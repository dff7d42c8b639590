import type {
  License,
  LicensesQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { useCallback, useMemo, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

const SEARCH_DELAY_MS = 300;

/** Columns of the table that can be sorted by. */
export type SortColumn = LicensesQuery['orderBy'];

interface View {
  page: number;
  rowsPerPage: number;
  orderBy: SortColumn;
  order: 'asc' | 'desc';
  status: License['status'] | '';
  search: string;
}

const START: View = {
  page: 0,
  rowsPerPage: 20,
  orderBy: 'licenseId',
  order: 'asc',
  status: '',
  search: '',
};

/** Which licenses the table shows, and the query that gets them from the server. */
export function useLicensesQuery() {
  const [view, setView] = useState(START);
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

  const query = useMemo<Partial<LicensesQuery>>(
    () => ({
      limit: view.rowsPerPage,
      offset: view.page * view.rowsPerPage,
      orderBy: view.orderBy,
      order: view.order,
      ...(view.status && { status: [view.status] }),
      ...(view.search && { search: view.search }),
    }),
    [view],
  );

  return {
    view,
    query,
    typed,
    setTyped,
    setPage: useCallback(
      (page: number) => setView(current => ({ ...current, page })),
      [],
    ),
    setRowsPerPage: (rowsPerPage: number) =>
      setView({ ...view, rowsPerPage, page: 0 }),
    setStatus: (status: View['status']) =>
      setView({ ...view, status, page: 0 }),
    sortBy: (orderBy: SortColumn) =>
      setView({
        ...view,
        orderBy,
        order:
          view.orderBy === orderBy && view.order === 'asc' ? 'desc' : 'asc',
        page: 0,
      }),
    showAll: () => {
      setTyped('');
      setView({ ...view, status: '', search: '', page: 0 });
    },
    filtered: view.status !== '' || view.search !== '',
  };
}

/** What {@link useLicensesQuery} offers. */
export type LicensesView = ReturnType<typeof useLicensesQuery>;
