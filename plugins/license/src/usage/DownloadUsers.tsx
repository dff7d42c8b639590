import { useApi } from '@backstage/core-plugin-api';
import DownloadIcon from '@material-ui/icons/GetApp';
import type { UsersQuery } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { BusyButton } from '../banner/BusyButton';
import { useErrorText } from '../states/useErrorText';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { saveFile } from './saveFile';

/** Saves everybody who fits the search as a CSV file, not only the page that is shown. */
export function DownloadUsers(props: {
  query: Pick<UsersQuery, 'orderBy' | 'order' | 'search'>;
}) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ReactNode>();

  const download = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      // A plain link would come without the token of the viewer.
      const file = await api.exportUsers(props.query);
      const today = new Date().toISOString().slice(0, 10);
      saveFile(file, `active-users-${today}.csv`);
    } catch (error) {
      setRefusal(errorText(error));
    }
    setBusy(false);
  };

  return (
    <div>
      <BusyButton
        variant="outlined"
        startIcon={<DownloadIcon />}
        busy={busy}
        onClick={download}
      >
        {t('users.download')}
      </BusyButton>
      <div role="alert">
        {refusal && <ToneText tone="error">{refusal}</ToneText>}
      </div>
    </div>
  );
}
