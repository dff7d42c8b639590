import { useApi } from '@backstage/core-plugin-api';
import { useCallback, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { licenseApiRef } from '../api/LicenseApi';
import { useExistingPage } from '../paging/useExistingPage';
import { useLive } from '../states/useLive';

const TYPING_DELAY_MS = 300;

// Those whom the server would refuse.
const MAX_DAYS = 3650;

// Where only sign-ins of the last 30 days count, nobody was away for longer.
const DEFAULT_DAYS = 14;

/** The number of days that was typed; `undefined` if it is none that the server takes. */
function parseDays(typed: string): number | undefined {
  const days = Number(typed);
  return /^\d+$/.test(typed.trim()) && days >= 1 && days <= MAX_DAYS
    ? days
    : undefined;
}

/** Who would free a slot, for a number of days that can be changed. */
export function useReclaim() {
  const api = useApi(licenseApiRef);
  const [typed, setTyped] = useState(String(DEFAULT_DAYS));
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [page, setPage] = useState(0);
  const [rowsPerPage, setRowsPerPage] = useState(20);
  const valid = parseDays(typed);

  useDebounce(
    () => {
      if (valid !== undefined && valid !== days) {
        setDays(valid);
        setPage(0);
      }
    },
    TYPING_DELAY_MS,
    [valid, days],
  );

  const { live, busy, reload } = useLive(
    useCallback(
      () =>
        api.previewReclaim({
          days,
          limit: rowsPerPage,
          offset: page * rowsPerPage,
        }),
      [api, days, page, rowsPerPage],
    ),
  );
  useExistingPage({
    page,
    rowsPerPage,
    found: live.state === 'ready' ? live.value : undefined,
    setPage,
  });

  return {
    live,
    busy,
    reload,
    typed,
    setTyped,
    valid: valid !== undefined,
    page,
    setPage,
    rowsPerPage,
    setRowsPerPage: (next: number) => {
      setRowsPerPage(next);
      setPage(0);
    },
  };
}
