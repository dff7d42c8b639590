import { useApi } from '@backstage/core-plugin-api';
import type { Preview } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useEffect, useRef, useState } from 'react';
import { licenseApiRef, UploadOutcome } from '../api/LicenseApi';
import { useErrorText } from '../states/useErrorText';
import { useText } from '../useText';

/** The server refuses a larger file unread. */
const MAX_BYTES = 64 * 1024;

/** How far an upload has got. */
export type UploadState =
  | { step: 'choose'; problem?: ReactNode }
  | { step: 'checking'; file: File }
  | {
      step: 'checked';
      file: File;
      bytes: Blob;
      preview: Preview;
      uploading: boolean;
      problem?: ReactNode;
    };

/** Takes a file from being chosen over its preview to its upload. */
export function useUpload(onDone: (outcome: UploadOutcome) => void) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();
  const [state, setState] = useState<UploadState>({ step: 'choose' });
  const latest = useRef(0);
  useEffect(
    () => () => {
      latest.current += 1;
    },
    [],
  );

  const refuse = (problem: ReactNode) => setState({ step: 'choose', problem });

  const choose = async (file: File) => {
    latest.current += 1;
    const attempt = latest.current;
    const current = () => attempt === latest.current;
    if (file.size > MAX_BYTES) {
      refuse(t('errors.tooLarge'));
      return;
    }
    setState({ step: 'checking', file });
    let bytes: Blob;
    try {
      // Read once: what is uploaded is what was checked, whatever becomes of the file in between.
      bytes = new Blob([await file.arrayBuffer()]);
    } catch {
      if (current()) {
        refuse(t('upload.unreadable'));
      }
      return;
    }
    try {
      const preview = await api.preview(bytes);
      if (current()) {
        setState({ step: 'checked', file, bytes, preview, uploading: false });
      }
    } catch (error) {
      if (current()) {
        refuse(errorText(error));
      }
    }
  };

  const upload = async () => {
    if (state.step !== 'checked' || !state.preview.after) {
      return;
    }
    setState({ ...state, uploading: true, problem: undefined });
    try {
      onDone(await api.upload(state.bytes));
    } catch (error) {
      setState({ ...state, uploading: false, problem: errorText(error) });
    }
  };

  return { state, choose, refuse, upload };
}
