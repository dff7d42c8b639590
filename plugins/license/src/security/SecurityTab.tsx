import { useApi } from '@backstage/core-plugin-api';
import Grid from '@material-ui/core/Grid';
import { useCallback, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { Banner, Notice } from '../banner/Banner';
import { LiveView } from '../states/LiveView';
import { useErrorText } from '../states/useErrorText';
import { useLive } from '../states/useLive';
import { useMayManageSecurity } from '../usePermissions';
import { useText } from '../useText';
import { CriticalAlert } from './CriticalAlert';
import { IntegrityPanel } from './IntegrityPanel';
import { SecurityEvents } from './SecurityEvents';
import { PENDING_MS, RunEvent, useRun } from './useRun';
import { ValidationPanel } from './ValidationPanel';

const EVENTS_SHOWN = 50;

/** Tamper detection, the validation scheduler, and what they found. */
export function SecurityTab() {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();
  const mayManage = useMayManageSecurity();
  const [notice, setNotice] = useState<Notice>();
  const [pending, setPending] = useState(false);
  const load = useCallback(async () => {
    const [security, events] = await Promise.all([
      api.getSecurity(),
      api.listEvents({ state: 'open', limit: EVENTS_SHOWN }),
    ]);
    return { security, events };
  }, [api]);
  const { live, reload } = useLive(load, pending ? PENDING_MS : undefined);

  const follow =
    (texts: {
      running: string;
      stillRunning: string;
      finished: (event: RunEvent & { kind: 'finished' }) => Notice;
    }) =>
    (event: RunEvent) => {
      setPending(event.kind === 'pending');
      switch (event.kind) {
        case 'started':
          setNotice({ tone: 'neutral', text: texts.running });
          return;
        case 'pending':
          setNotice({ tone: 'neutral', text: texts.stillRunning });
          return;
        case 'finished':
          setNotice(texts.finished(event));
          break;
        case 'refused':
          setNotice({ tone: 'error', text: errorText(event.error) });
          break;
        default:
          setNotice({ tone: 'error', text: t('security.noResult') });
      }
      reload();
    };

  const validation = useRun({
    live,
    start: () => api.validate(),
    lastOf: security => security.validation.lastValidation,
    isRunning: security => security.validation.running,
    onEvent: follow({
      running: t('security.validating'),
      stillRunning: t('security.validationStillRunning'),
      finished: ({ run: { failed } }) =>
        failed > 0
          ? {
              tone: 'warning',
              text: t('security.validatedWithErrors', { count: failed }),
            }
          : { tone: 'ok', text: t('security.validated') },
    }),
  });
  const scan = useRun({
    live,
    start: () => api.scan(),
    lastOf: security => security.integrity.lastScan,
    onEvent: follow({
      running: t('security.scanning'),
      stillRunning: t('security.scanStillRunning'),
      finished: ({ run: { checked, failed } }) => ({
        tone: failed > 0 ? 'error' : 'ok',
        text: t('security.scanned', {
          count: checked,
          events: t('security.newEvents', { count: failed }),
        }),
      }),
    }),
  });

  return (
    <>
      <Banner notice={notice} onClose={() => setNotice(undefined)} />
      <LiveView live={live} onRetry={reload}>
        {({ security, events }) => (
          <>
            <CriticalAlert count={security.integrity.criticalEvents} />
            <Grid container spacing={2}>
              <Grid item xs={12} md={6}>
                <IntegrityPanel
                  integrity={security.integrity}
                  mayManage={mayManage}
                  running={scan.running}
                  onScan={scan.run}
                />
              </Grid>
              <Grid item xs={12} md={6}>
                <ValidationPanel
                  validation={security.validation}
                  mayManage={mayManage}
                  running={validation.running}
                  onValidate={validation.run}
                />
              </Grid>
            </Grid>
            <SecurityEvents
              events={events}
              mayManage={mayManage}
              onDone={done => {
                setNotice(done);
                reload();
              }}
            />
          </>
        )}
      </LiveView>
    </>
  );
}
