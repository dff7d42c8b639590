import DialogContentText from '@material-ui/core/DialogContentText';
import { Notice } from '../banner/Banner';
import { BusyButton } from '../banner/BusyButton';
import { PageButton } from '../banner/PageButton';
import { PageDialog } from '../dialog/PageDialog';
import { ToneText } from '../status/ToneText';
import { FileDrop } from '../upload/FileDrop';
import { useText } from '../useText';
import { useRevocationsUpload } from './useRevocationsUpload';

/** Takes a signed revocation list and puts it in force. */
export function RevocationsDialog(props: {
  onClose: () => void;
  onDone: (notice: Notice) => void;
}) {
  const t = useText();
  const { onClose, onDone } = props;
  const { file, busy, problem, choose, refuse, upload } = useRevocationsUpload(
    ({ changed, revoked, ...list }) => {
      const sequence = String(list.sequence);
      const count = t('revocations.revoked', { count: revoked.length });
      onDone(
        changed
          ? {
              tone: 'ok',
              text: t('revocations.done', { sequence, revoked: count }),
            }
          : { tone: 'neutral', text: t('revocations.unchanged', { sequence }) },
      );
    },
  );
  return (
    <PageDialog
      title={t('revocations.upload')}
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
            disabled={!file}
            busy={busy}
            onClick={upload}
          >
            {t('upload.button')}
          </BusyButton>
        </>
      }
    >
      <DialogContentText color="textPrimary">
        {t('revocations.effect')}
      </DialogContentText>
      <FileDrop
        file={file}
        label={t('revocations.fileInput')}
        hint={t('revocations.hint')}
        onFile={choose}
        onRefused={reason => refuse(t(`revocations.${reason}`))}
      />
      <div role="alert">
        {problem && <ToneText tone="error">{problem}</ToneText>}
      </div>
    </PageDialog>
  );
}
