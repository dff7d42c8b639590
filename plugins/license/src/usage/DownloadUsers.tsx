import { useApi } from '@backstage/core-plugin-api';
import { isError } from '@backstage/errors';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import DownloadIcon from '@material-ui/icons/GetApp';
import type { UsersCsvQuery } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { BusyButton } from '../banner/BusyButton';
import { useErrorText } from '../states/useErrorText';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { saveFile } from './saveFile';
import type { Separator } from './separatorOf';

const SEPARATORS = [
  'comma',
  'semicolon',
] as const satisfies readonly Separator[];

const useStyles = makeStyles(theme => ({
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(2),
  },
}));

/** Saves everybody who fits the search as a CSV file, not only the page that is shown. */
export function DownloadUsers(props: {
  query: Omit<UsersCsvQuery, 'separator'>;
  separator: Separator;
  onSeparator: (separator: Separator) => void;
}) {
  const classes = useStyles();
  const id = useUniqueId();
  const { separator, onSeparator } = props;
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
      const file = await api.exportUsers({ ...props.query, separator });
      const today = new Date().toISOString().slice(0, 10);
      saveFile(file, `active-users-${today}.csv`);
    } catch (error) {
      // Who stopped it knows why nothing was saved.
      if (!isError(error) || error.name !== 'AbortError') {
        setRefusal(errorText(error));
      }
    }
    setBusy(false);
  };

  return (
    <div>
      <div className={classes.tools}>
        <TextField
          id={id}
          select
          label={t('users.separator')}
          value={separator}
          onChange={event =>
            onSeparator(
              SEPARATORS.find(s => s === event.target.value) ?? 'comma',
            )
          }
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true }}
        >
          {SEPARATORS.map(name => (
            <option key={name} value={name}>
              {t(`users.${name}`)}
            </option>
          ))}
        </TextField>
        <BusyButton
          variant="outlined"
          startIcon={<DownloadIcon />}
          busy={busy}
          onClick={download}
        >
          {t('users.download')}
        </BusyButton>
      </div>
      <div role="alert">
        {refusal && <ToneText tone="error">{refusal}</ToneText>}
      </div>
    </div>
  );
}
