import { useApi } from '@backstage/core-plugin-api';
import TextField from '@material-ui/core/TextField';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useState } from 'react';
import { PageButton } from '../banner/PageButton';
import { licenseApiRef } from '../api/LicenseApi';
import { Notice } from '../banner/Banner';
import { BusyButton } from '../banner/BusyButton';
import { PageDialog } from '../dialog/PageDialog';
import { useErrorText } from '../states/useErrorText';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { EventHead } from './EventHead';
import { staysOpen } from './staysOpen';

// The server refuses a longer one.
const MAX_NOTE = 500;

/** Takes the note with which somebody answers for an alarm. */
export function AcknowledgeDialog(props: {
  event: SecurityEvent;
  onClose: () => void;
  onDone: (notice: Notice) => void;
}) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const id = useUniqueId();
  const errorText = useErrorText();
  const { event, onClose, onDone } = props;
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ReactNode>();

  const acknowledge = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const acknowledged = await api.acknowledge(event.id, {
        note: note.trim(),
        evidence: event.evidence,
      });
      onDone(
        acknowledged.active
          ? {
              tone: 'warning',
              text: t('events.doneOpen', {
                staysOpen: t(staysOpen(acknowledged)),
              }),
            }
          : { tone: 'ok', text: t('events.done') },
      );
    } catch (error) {
      setRefusal(errorText(error));
      setBusy(false);
    }
  };

  return (
    <PageDialog
      title={t('events.acknowledgeTitle')}
      onClose={onClose}
      busy={busy}
      actions={
        <>
          <PageButton onClick={onClose} disabled={busy}>
            {t('common.cancel')}
          </PageButton>
          <BusyButton
            variant="contained"
            color="primary"
            disabled={note.trim() === ''}
            busy={busy}
            onClick={acknowledge}
          >
            {t('events.acknowledge')}
          </BusyButton>
        </>
      }
    >
      <EventHead event={event} />
      <p>{t('events.remedy', { remedy: <bdi>{event.remedy}</bdi> })}</p>
      <p>{t(event.active ? 'events.accepts' : 'events.acceptsNothing')}</p>
      <TextField
        id={id}
        label={t('events.note')}
        helperText={t('events.noteHint')}
        value={note}
        onChange={change => setNote(change.target.value)}
        inputProps={{ maxLength: MAX_NOTE }}
        multiline
        fullWidth
        required
      />
      <div role="alert">
        {refusal && <ToneText tone="error">{refusal}</ToneText>}
      </div>
    </PageDialog>
  );
}
