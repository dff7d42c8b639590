import Grid from '@material-ui/core/Grid';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { useState } from 'react';
import { Banner, Notice } from '../banner/Banner';
import { useRefocus } from '../banner/useRefocus';
import { LiveView } from '../states/LiveView';
import { useMayManageSecurity } from '../usePermissions';
import { AcknowledgeDialog } from './AcknowledgeDialog';
import { ClosedEvents } from './ClosedEvents';
import { CriticalAlert } from './CriticalAlert';
import { IntegrityPanel } from './IntegrityPanel';
import { LedgerSection } from './LedgerSection';
import { OpenEvents } from './OpenEvents';
import { useSecurity } from './useSecurity';
import { useSecurityRuns } from './useSecurityRuns';
import { PENDING_MS } from './useRun';
import { ValidationPanel } from './ValidationPanel';

/** Tamper detection, the validation scheduler, and what they found. */
export function SecurityTab() {
  const mayManage = useMayManageSecurity();
  const [notice, setNotice] = useState<Notice>();
  const [pending, setPending] = useState(false);
  const [chosen, setChosen] = useState<SecurityEvent>();
  const view = useSecurity(pending ? PENDING_MS : undefined);
  const { live, reload } = view;
  const { banner, expectLoss } = useRefocus(live);
  const { validation, scan } = useSecurityRuns({
    live,
    onNotice: setNotice,
    onPending: setPending,
    onOver: reload,
  });

  const close = () => setChosen(undefined);

  return (
    <>
      <Banner
        regionRef={banner}
        notice={notice}
        onClose={() => setNotice(undefined)}
      />
      <LiveView live={live} onRetry={reload}>
        {({ security, openEvents, closedEvents, checkpoint }) => (
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
            <OpenEvents
              events={openEvents}
              page={view.openPage}
              onPage={view.setOpenPage}
              onAcknowledge={mayManage ? setChosen : undefined}
            />
            <ClosedEvents
              events={closedEvents}
              page={view.closedPage}
              onPage={view.setClosedPage}
              onRetry={reload}
            />
            <LedgerSection checkpoint={checkpoint} onRetry={reload} />
          </>
        )}
      </LiveView>
      {chosen && (
        <AcknowledgeDialog
          event={chosen}
          onClose={close}
          onDone={done => {
            expectLoss();
            close();
            setNotice(done);
            reload();
          }}
        />
      )}
    </>
  );
}
