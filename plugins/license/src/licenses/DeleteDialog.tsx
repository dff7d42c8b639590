import { useApi } from '@backstage/core-plugin-api';
import DialogContentText from '@material-ui/core/DialogContentText';
import Typography from '@material-ui/core/Typography';
import type { License } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useCallback, useState } from 'react';
import { PageButton } from '../banner/PageButton';
import { licenseApiRef } from '../api/LicenseApi';
import { Notice } from '../banner/Banner';
import { BusyButton } from '../banner/BusyButton';
import { PageDialog } from '../dialog/PageDialog';
import { errorKind } from '../states/errorKind';
import { useErrorText } from '../states/useErrorText';
import { useLive } from '../states/useLive';
import { ToneText } from '../status/ToneText';
import { CompareSummaries } from '../summary/CompareSummaries';
import { useText } from '../useText';
import { estimateAfterDelete } from './estimateAfterDelete';

/** Asks before a license is deleted, and shows what that does to the cards. */
export function DeleteDialog(props: {
  license: License;
  onClose: () => void;
  onDone: (notice: Notice) => void;
}) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();
  const { license, onClose, onDone } = props;
  const id = <bdi>{license.licenseId}</bdi>;
  const { live } = useLive(useCallback(() => api.getOverview(), [api]));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ReactNode>();

  const remove = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await api.delete(license.licenseId);
    } catch (error) {
      // Somebody else deleted it in the meantime: it is gone, as wished.
      if (errorKind(error) !== 'missing') {
        setRefusal(errorText(error));
        setBusy(false);
        return;
      }
    }
    onDone({ tone: 'ok', text: t('remove.done', { id }) });
  };

  const effect = () => {
    switch (live.state) {
      case 'loading':
        return <div role="status">{t('states.loading')}</div>;
      case 'failed':
        return (
          <p role="status">
            {t('remove.noEstimate', { reason: <>{errorText(live.error)}</> })}
          </p>
        );
      default: {
        const after = estimateAfterDelete(live.value, license);
        return (
          <>
            {!after && <p>{t('remove.noEffect')}</p>}
            <CompareSummaries
              before={live.value}
              after={after ?? live.value}
              label={t('remove.effect')}
            />
            <Typography variant="body2">{t('remove.estimate')}</Typography>
          </>
        );
      }
    }
  };

  return (
    <PageDialog
      title={t('remove.title')}
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
            {t('remove.button')}
          </BusyButton>
        </>
      }
    >
      <DialogContentText color="textPrimary">
        {t('remove.question', { id })}
      </DialogContentText>
      {effect()}
      <div role="alert">
        {refusal && <ToneText tone="error">{refusal}</ToneText>}
      </div>
    </PageDialog>
  );
}
