import type { SecurityStatus } from '@thetasecure/backstage-plugin-license-common';
import { BusyButton } from '../banner/BusyButton';
import { Instant } from '../time/Instant';
import { splitDuration } from '../time/splitDuration';
import { Text, useText } from '../useText';
import { Count } from './Count';
import { FieldPanel } from './FieldPanel';
import { PanelHint } from './PanelHint';

function intervalText(interval: string | null, t: Text): string {
  if (interval === null) {
    return t('security.onlyTriggered');
  }
  const parts = splitDuration(interval);
  return parts
    ? parts
        .map(({ unit, amount }) => t(`duration.${unit}`, { count: amount }))
        .join(' ')
    : interval;
}

/** When the licenses were and will be validated, and with what result. */
export function ValidationPanel(props: {
  validation: SecurityStatus['validation'];
  mayManage: boolean;
  running: boolean;
  onValidate: () => void;
}) {
  const t = useText();
  const { lastValidation, nextValidation, interval, validationErrors } =
    props.validation;
  const { overdue } = props.validation;
  return (
    <FieldPanel
      title={t('security.validation')}
      fields={[
        [
          t('security.lastValidation'),
          lastValidation ? (
            <Instant value={lastValidation.finishedAt} />
          ) : (
            t('security.never')
          ),
        ],
        [
          t('security.nextValidation'),
          nextValidation ? (
            <Instant value={nextValidation} />
          ) : (
            t('security.notScheduled')
          ),
        ],
        [t('security.interval'), intervalText(interval, t)],
        [
          t('security.validationErrors'),
          <Count value={validationErrors} hint={t('security.errorsHint')} />,
        ],
      ]}
      hint={
        overdue && (
          <PanelHint tone="warning" title={t('security.overdueValidation')}>
            <p>{t('security.overdueValidationRemedy')}</p>
          </PanelHint>
        )
      }
      action={
        props.mayManage && (
          <BusyButton
            variant="outlined"
            color="primary"
            busy={props.running}
            onClick={props.onValidate}
          >
            {t('security.forceValidation')}
          </BusyButton>
        )
      }
    />
  );
}
