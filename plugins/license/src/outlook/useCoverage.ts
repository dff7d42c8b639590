import { useApi } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { useLive } from '../states/useLive';

/** Seats of the year to come, and what there is to warn of. */
export function useCoverage() {
  const api = useApi(licenseApiRef);
  return useLive(useCallback(() => api.getCoverage({}), [api]));
}
