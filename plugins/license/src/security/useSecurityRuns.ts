import { useApi } from '@backstage/core-plugin-api';
import { licenseApiRef } from '../api/LicenseApi';
import { Notice } from '../banner/Banner';
import { useErrorText } from '../states/useErrorText';
import { Live } from '../states/useLive';
import { useText } from '../useText';
import { Security } from './useSecurity';
import { RunEvent, useRun } from './useRun';

/** Validates and scans on demand, and says what comes of it. */
export function useSecurityRuns(options: {
  live: Live<Security>;
  onNotice: (notice: Notice) => void;
  /** Whether a run goes on that the server does not wait for. */
  onPending: (pending: boolean) => void;
  onOver: () => void;
}) {
  const { live, onNotice, onPending, onOver } = options;
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();

  const follow =
    (texts: {
      running: string;
      stillRunning: string;
      finished: (event: RunEvent & { kind: 'finished' }) => Notice;
    }) =>
    (event: RunEvent) => {
      onPending(event.kind === 'pending');
      switch (event.kind) {
        case 'started':
          onNotice({ tone: 'neutral', text: texts.running });
          return;
        case 'pending':
          onNotice({ tone: 'neutral', text: texts.stillRunning });
          return;
        case 'finished':
          onNotice(texts.finished(event));
          break;
        case 'refused':
          onNotice({ tone: 'error', text: errorText(event.error) });
          break;
        default:
          onNotice({ tone: 'error', text: t('security.noResult') });
      }
      onOver();
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
  return { validation, scan };
}
