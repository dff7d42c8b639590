import { useApi } from '@backstage/core-plugin-api';
import Grid from '@material-ui/core/Grid';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { useCallback, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { Banner, Notice } from '../banner/Banner';
import { useRefocus } from '../states/useRefocus';
import { lazyDialog } from '../dialog/lazyDialog';
import { RevocationSection } from '../revocations/RevocationSection';
import { LiveView } from '../states/LiveView';
import { useLive } from '../states/useLive';
import {
  useMayCreate,
  useMayDelete,
  useMayManageSecurity,
} from '../usePermissions';
import { WarningsBanner } from '../warnings/WarningsBanner';
import { AcknowledgeDialog } from './AcknowledgeDialog';
import { ClosedEvents } from './ClosedEvents';
import { CriticalAlert } from './CriticalAlert';
import { DeleteDocumentDialog } from './DeleteDocumentDialog';
import { IntegrityPanel } from './IntegrityPanel';
import { LedgerSection } from './LedgerSection';
import { OpenEvents } from './OpenEvents';
import { OverdueAlert } from './OverdueAlert';
import { useSecurity } from './useSecurity';
import { useSecurityRuns } from './useSecurityRuns';
import { PENDING_MS } from './useRun';
import { ValidationPanel } from './ValidationPanel';

const RevocationsDialog = lazyDialog(
  { title: t => t('revocations.upload') },
  () =>
    import('../revocations/RevocationsDialog').then(m => m.RevocationsDialog),
);

type OpenDialog =
  | { kind: 'acknowledge' | 'deleteDocument'; event: SecurityEvent }
  | { kind: 'revocations' };

/** Tamper detection, the validation scheduler, and what they found. */
export function SecurityTab() {
  const api = useApi(licenseApiRef);
  const mayCreate = useMayCreate();
  const mayDelete = useMayDelete();
  const mayManage = useMayManageSecurity();
  const [notice, setNotice] = useState<Notice>();
  const [pending, setPending] = useState(false);
  const [dialog, setDialog] = useState<OpenDialog>();
  const view = useSecurity(pending ? PENDING_MS : undefined);
  const { live, reload } = view;
  // Apart from the rest: a list can have a megabyte, and does not change with a run.
  const { live: revocations, reload: reloadRevocations } = useLive(
    useCallback(() => api.getRevocations(), [api]),
  );
  const { banner, expectLoss } = useRefocus(live);
  const { validation, scan } = useSecurityRuns({
    live,
    onNotice: setNotice,
    onPending: setPending,
    onOver: reload,
  });

  const close = () => setDialog(undefined);
  const finish = (done: Notice) => {
    expectLoss();
    close();
    setNotice(done);
    reload();
  };

  return (
    <>
      <WarningsBanner />
      <Banner
        regionRef={banner}
        notice={notice}
        onClose={() => setNotice(undefined)}
      />
      <LiveView live={live} onRetry={reload}>
        {({ security, openEvents, closedEvents, checkpoint }) => (
          <>
            <CriticalAlert count={security.integrity.criticalEvents} />
            <OverdueAlert security={security} />
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
            <OpenEvents
              events={openEvents}
              page={view.openPage}
              onPage={view.setOpenPage}
              onAcknowledge={
                mayManage
                  ? event => setDialog({ kind: 'acknowledge', event })
                  : undefined
              }
              onDeleteDocument={
                mayDelete
                  ? event => setDialog({ kind: 'deleteDocument', event })
                  : undefined
              }
            />
            <ClosedEvents
              events={closedEvents}
              page={view.closedPage}
              onPage={view.setClosedPage}
              onRetry={reload}
            />
            <LedgerSection checkpoint={checkpoint} onRetry={reload} />
            <RevocationSection
              revocations={revocations}
              mayUpload={mayCreate}
              onRetry={reloadRevocations}
              onUpload={() => setDialog({ kind: 'revocations' })}
            />
          </>
        )}
      </LiveView>
      {dialog?.kind === 'acknowledge' && (
        <AcknowledgeDialog
          event={dialog.event}
          onClose={close}
          onDone={finish}
          onOutdated={reload}
        />
      )}
      {dialog?.kind === 'deleteDocument' && (
        <DeleteDocumentDialog
          event={dialog.event}
          onClose={close}
          onDone={finish}
        />
      )}
      {dialog?.kind === 'revocations' && (
        <RevocationsDialog
          onClose={close}
          onDone={done => {
            finish(done);
            reloadRevocations();
          }}
        />
      )}
    </>
  );
}
