import { useApi } from '@backstage/core-plugin-api';
import TextField from '@material-ui/core/TextField';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useRef, useState } from 'react';
import { PageButton } from '../banner/PageButton';
import { licenseApiRef } from '../api/LicenseApi';
import { Notice } from '../banner/Banner';
import { BusyButton } from '../banner/BusyButton';
import { PageDialog } from '../dialog/PageDialog';
import { conflictMessage } from '../states/errorKind';
import { useErrorText } from '../states/useErrorText';
import { Tone } from '../status/contrast';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { EventHead } from './EventHead';
import { findOpenEvent } from './findOpenEvent';
import { staysOpen } from './staysOpen';

// The server refuses a longer one.
const MAX_NOTE = 500;

/** What came of the last attempt, and what can be done then. */
interface Outcome {
  tone: Tone;
  text: ReactNode;
  next?: 'lookAgain' | 'close';
}

/** Takes the note with which somebody answers for an alarm, as it stood when the dialog was opened. */
export function AcknowledgeDialog(props: {
  event: SecurityEvent;
  onClose: () => void;
  onDone: (notice: Notice) => void;
  /** Called when something else was found than what the tab shows. */
  onOutdated: () => void;
}) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const id = useUniqueId();
  const errorText = useErrorText();
  const { onClose, onDone, onOutdated } = props;
  const [event, setEvent] = useState(props.event);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState<'acknowledging' | 'looking'>();
  const [outcome, setOutcome] = useState<Outcome>();
  const noteField = useRef<HTMLTextAreaElement>(null);

  const acknowledge = async () => {
    setBusy('acknowledging');
    setOutcome(undefined);
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
      const conflict = conflictMessage(error);
      setOutcome(
        conflict === undefined
          ? { tone: 'error', text: errorText(error) }
          : {
              tone: 'warning',
              text: (
                <>
                  {t('events.differs')}{' '}
                  {t('states.serverSays', { message: <bdi>{conflict}</bdi> })}
                </>
              ),
              next: 'lookAgain',
            },
      );
      setBusy(undefined);
    }
  };

  const lookAgain = async () => {
    setBusy('looking');
    try {
      const found = await findOpenEvent(api, event);
      onOutdated();
      if (!found) {
        setOutcome({
          tone: 'neutral',
          text: t('events.answered'),
          next: 'close',
        });
      } else if (
        found.id === event.id &&
        found.evidence === event.evidence &&
        found.active === event.active
      ) {
        setOutcome({
          tone: 'warning',
          text: t('events.differsNotYet'),
          next: 'lookAgain',
        });
      } else {
        setEvent(found);
        setOutcome({ tone: 'neutral', text: t('events.differsNow') });
        // The button that had the focus goes.
        noteField.current?.focus();
      }
    } catch (error) {
      setOutcome({
        tone: 'error',
        text: errorText(error),
        next: 'lookAgain',
      });
    }
    setBusy(undefined);
  };

  return (
    <PageDialog
      title={t('events.acknowledgeTitle')}
      onClose={onClose}
      busy={busy !== undefined}
      actions={
        <>
          <PageButton onClick={onClose} disabled={busy !== undefined}>
            {t('common.cancel')}
          </PageButton>
          <BusyButton
            variant="contained"
            color="primary"
            disabled={note.trim() === '' || outcome?.next === 'close'}
            busy={busy === 'acknowledging'}
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
        inputRef={noteField}
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
        {outcome && <ToneText tone={outcome.tone}>{outcome.text}</ToneText>}
      </div>
      {outcome?.next === 'lookAgain' && (
        <BusyButton
          size="small"
          variant="outlined"
          busy={busy === 'looking'}
          onClick={lookAgain}
        >
          {t('events.lookAgain')}
        </BusyButton>
      )}
    </PageDialog>
  );
}
