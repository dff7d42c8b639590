import type {
  License,
  LicensesQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { useMemo, useState } from 'react';
import { useListView } from '../paging/useListView';

/** Columns of the table that can be sorted by. */
export type SortColumn = LicensesQuery['orderBy'];

/** Which licenses the table shows, and the query that gets them from the server. */
export function useLicensesQuery() {
  const list = useListView<SortColumn>('licenseId');
  const { view, setPage } = list;
  const [status, setStatus] = useState<License['status'] | ''>('');

  const query = useMemo<Partial<LicensesQuery>>(
    () => ({
      limit: view.rowsPerPage,
      offset: view.page * view.rowsPerPage,
      orderBy: view.orderBy,
      order: view.order,
      ...(status && { status: [status] }),
      ...(view.search && { search: view.search }),
    }),
    [view, status],
  );

  return {
    ...list,
    query,
    status,
    setStatus: (next: License['status'] | '') => {
      setStatus(next);
      setPage(0);
    },
    showAll: () => {
      setStatus('');
      list.showAll();
    },
    filtered: status !== '' || view.search !== '',
  };
}

/** What {@link useLicensesQuery} offers. */
export type LicensesView = ReturnType<typeof useLicensesQuery>;
