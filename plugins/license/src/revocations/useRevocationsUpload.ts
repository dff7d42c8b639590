import { useApi } from '@backstage/core-plugin-api';
import { ReactNode, useState } from 'react';
import { licenseApiRef, RevocationsOutcome } from '../api/LicenseApi';
import { useErrorText } from '../states/useErrorText';
import { useText } from '../useText';

/** The server refuses a larger file unread. */
const MAX_BYTES = 1024 * 1024;

/** Takes a revocation list from being chosen to its upload. */
export function useRevocationsUpload(
  onDone: (outcome: RevocationsOutcome) => void,
) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText(t('revocations.tooLarge'));
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReactNode>();

  const refuse = (reason: ReactNode, kept?: File) => {
    setFile(kept);
    setProblem(reason);
    setBusy(false);
  };

  const choose = (chosen: File) => {
    if (chosen.size > MAX_BYTES) {
      refuse(t('revocations.tooLarge'));
    } else {
      setFile(chosen);
      setProblem(undefined);
    }
  };

  const upload = async () => {
    if (!file) {
      return;
    }
    setBusy(true);
    setProblem(undefined);
    let bytes: ArrayBuffer;
    try {
      // Apart from the request, which would take a file that is gone for a lost connection.
      bytes = await file.arrayBuffer();
    } catch {
      refuse(t('upload.unreadable'));
      return;
    }
    try {
      onDone(await api.uploadRevocations(new Blob([bytes])));
    } catch (error) {
      refuse(errorText(error), file);
    }
  };

  return { file, busy, problem, choose, refuse, upload };
}
