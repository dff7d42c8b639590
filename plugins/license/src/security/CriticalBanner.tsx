import { useApi } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { useLive } from '../states/useLive';
import { useMayReadSecurity } from '../usePermissions';
import { CriticalAlert } from './CriticalAlert';
import { OverdueAlert } from './OverdueAlert';

function LiveAlert() {
  const api = useApi(licenseApiRef);
  const { live } = useLive(useCallback(() => api.getSecurity(), [api]));
  // Why the status is not there is told on the Security tab; the tab below does without it.
  return live.state === 'ready' ? (
    <>
      <CriticalAlert count={live.value.integrity.criticalEvents} elsewhere />
      <OverdueAlert security={live.value} elsewhere />
    </>
  ) : null;
}

/** The alarms of the Security tab, for the other tabs; it asks only for viewers who may know. */
export function CriticalBanner() {
  return useMayReadSecurity() ? <LiveAlert /> : null;
}
