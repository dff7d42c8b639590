import { useApi } from '@backstage/core-plugin-api';
import DialogContentText from '@material-ui/core/DialogContentText';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { Notice } from '../banner/Banner';
import { BusyButton } from '../banner/BusyButton';
import { PageButton } from '../banner/PageButton';
import { PageDialog } from '../dialog/PageDialog';
import { errorKind } from '../states/errorKind';
import { useErrorText } from '../states/useErrorText';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { EventHead } from './EventHead';
import { strayDocument } from './strayDocument';

/** Asks before a document is deleted of which no entry of the ledger speaks. */
export function DeleteDocumentDialog(props: {
  event: SecurityEvent;
  onClose: () => void;
  onDone: (notice: Notice) => void;
}) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();
  const { event, onClose, onDone } = props;
  const name = <bdi>{strayDocument(event)}</bdi>;
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ReactNode>();

  const remove = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await api.delete(event.subject);
    } catch (error) {
      // Somebody else deleted it in the meantime: it is gone, as wished.
      if (errorKind(error) !== 'missing') {
        setRefusal(errorText(error));
        setBusy(false);
        return;
      }
    }
    onDone({
      tone: 'ok',
      text: t(
        event.acknowledgedAt ? 'events.deletedAnswered' : 'events.deleted',
        { name },
      ),
    });
  };

  return (
    <PageDialog
      title={t('events.deleteTitle')}
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
            busy={busy}
            onClick={remove}
          >
            {t('events.deleteDocument')}
          </BusyButton>
        </>
      }
    >
      <EventHead event={event} />
      <DialogContentText color="textPrimary">
        {t('events.deleteQuestion', { name })}
      </DialogContentText>
      <p>{t('events.deleteEffect')}</p>
      <div role="alert">
        {refusal && <ToneText tone="error">{refusal}</ToneText>}
      </div>
    </PageDialog>
  );
}
