import Typography from '@material-ui/core/Typography';
import type { SecurityStatus } from '@thetasecure/backstage-plugin-license-common';
import { BusyButton } from '../banner/BusyButton';
import { ToneText } from '../status/ToneText';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { Count } from './Count';
import { FieldPanel } from './FieldPanel';
import { PanelHint } from './PanelHint';

/** What there is to say of the ledger's seals, if anything. */
function SealHint(props: { integrity: SecurityStatus['integrity'] }) {
  const t = useText();
  const { sealed, secretMissing } = props.integrity;
  if (secretMissing) {
    return (
      <PanelHint tone="error" title={t('security.secretMissing')}>
        <p>{t('security.secretMissingMeaning')}</p>
        <p>{t('security.secretMissingRemedy')}</p>
      </PanelHint>
    );
  }
  return sealed ? null : (
    <PanelHint tone="warning" title={t('security.unsealed')}>
      <p>{t('security.unsealedMeaning')}</p>
      <p>{t('security.unsealedRemedy')}</p>
    </PanelHint>
  );
}

/** Whether somebody tampered with the licenses. */
export function IntegrityPanel(props: {
  integrity: SecurityStatus['integrity'];
  mayManage: boolean;
  running: boolean;
  onScan: () => void;
}) {
  const t = useText();
  const { tamperDetection, criticalEvents, lastScan, overdue } =
    props.integrity;
  const enabled = tamperDetection === 'enabled';
  return (
    <FieldPanel
      title={t('security.integrity')}
      fields={[
        [
          t('security.tamperDetection'),
          <>
            <ToneText tone={enabled ? 'ok' : 'warning'}>
              {t(enabled ? 'security.enabled' : 'security.disabled')}
            </ToneText>
            {!enabled && (
              <Typography variant="body2">
                {t('security.disabledHint')}
              </Typography>
            )}
          </>,
        ],
        [
          t('security.criticalEvents'),
          <Count value={criticalEvents} hint={t('security.criticalHint')} />,
        ],
        [
          t('security.lastScan'),
          lastScan ? (
            <Instant value={lastScan.finishedAt} />
          ) : (
            t('security.never')
          ),
        ],
      ]}
      hint={
        <>
          {overdue && (
            <PanelHint tone="warning" title={t('security.overdueScan')}>
              <p>{t('security.overdueScanRemedy')}</p>
            </PanelHint>
          )}
          <SealHint integrity={props.integrity} />
        </>
      }
      // A scan that is switched off would only be refused.
      action={
        props.mayManage &&
        enabled && (
          <BusyButton
            variant="outlined"
            color="primary"
            busy={props.running}
            onClick={props.onScan}
          >
            {t('security.runScan')}
          </BusyButton>
        )
      }
    />
  );
}
