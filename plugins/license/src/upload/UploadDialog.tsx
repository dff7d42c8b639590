import LinearProgress from '@material-ui/core/LinearProgress';
import { PageButton } from '../banner/PageButton';
import { Notice } from '../banner/Banner';
import { BusyButton } from '../banner/BusyButton';
import { PageDialog } from '../dialog/PageDialog';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { FileDrop } from './FileDrop';
import { PreviewResult } from './PreviewResult';
import { useUpload } from './useUpload';

/** Checks a license file, shows what installing it means, and uploads it on confirmation. */
export function UploadDialog(props: {
  onClose: () => void;
  onDone: (notice: Notice) => void;
}) {
  const t = useText();
  const { onClose, onDone } = props;
  const { state, choose, refuse, upload } = useUpload(
    ({ license, changed }) => {
      const id = <bdi>{license.licenseId}</bdi>;
      const customer = <bdi>{license.customer?.name}</bdi>;
      onDone(
        changed
          ? { tone: 'ok', text: t('upload.done', { id, customer }) }
          : { tone: 'neutral', text: t('upload.unchanged', { id }) },
      );
    },
  );
  const checked = state.step === 'checked' ? state : undefined;
  const uploading = checked?.uploading ?? false;
  const problem = state.step === 'checking' ? undefined : state.problem;

  return (
    <PageDialog
      title={t('upload.title')}
      onClose={onClose}
      busy={uploading}
      actions={
        <>
          <PageButton onClick={onClose} disabled={uploading}>
            {t('common.cancel')}
          </PageButton>
          <BusyButton
            variant="contained"
            color="primary"
            disabled={!checked?.preview.after}
            busy={uploading}
            onClick={upload}
          >
            {t('upload.button')}
          </BusyButton>
        </>
      }
    >
      <FileDrop
        file={state.step === 'choose' ? undefined : state.file}
        label={t('upload.fileInput')}
        hint={t('upload.hint')}
        onFile={choose}
        onRefused={reason => refuse(t(`upload.${reason}`))}
      />
      {state.step === 'checking' && (
        <div role="status">
          {t('upload.checking')}
          <LinearProgress aria-hidden />
        </div>
      )}
      {checked && <PreviewResult preview={checked.preview} />}
      <div role="alert">
        {problem && <ToneText tone="error">{problem}</ToneText>}
      </div>
    </PageDialog>
  );
}
