import { useApi } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { useLive } from '../states/useLive';
import { useMayReadSecurity } from '../usePermissions';
import { CriticalAlert } from './CriticalAlert';

function LiveAlert() {
  const api = useApi(licenseApiRef);
  const { live } = useLive(
    useCallback(
      async () => (await api.getSecurity()).integrity.criticalEvents,
      [api],
    ),
  );
  // Why the number is not there is told on the Security tab; the tab below does without it.
  return live.state === 'ready' ? (
    <CriticalAlert count={live.value} elsewhere />
  ) : null;
}

/** The alarm of the Security tab, for the other tabs; it asks only for viewers who may know. */
export function CriticalBanner() {
  return useMayReadSecurity() ? <LiveAlert /> : null;
}
