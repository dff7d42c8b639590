import { useApi } from '@backstage/core-plugin-api';
import { useCallback, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { useLive } from '../states/useLive';
import { addDays } from '../time/calendarDays';

/** How many days can be looked back, and ahead. */
export const RANGES = [30, 90, 365] as const;

/** One of {@link RANGES}. */
export type Range = (typeof RANGES)[number];

/** Active users and seats of the days gone by, and how many days are looked at. */
export function useUsage() {
  const api = useApi(licenseApiRef);
  const [range, setRange] = useState<Range>(365);
  const { live, reload } = useLive(
    useCallback(() => {
      // The server's days are those of UTC, and so are these.
      const today = new Date().toISOString().slice(0, 10);
      return api.getUsage({ from: addDays(today, -range) });
    }, [api, range]),
  );
  return { live, reload, range, setRange };
}
