import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import type { License } from '@thetasecure/backstage-plugin-license-common';

import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { LicensesView } from './useLicensesQuery';

const STATUSES = [
  'active',
  'grace_period',
  'scheduled',
  'superseded',
  'expired',
  'invalid',
] as const satisfies readonly License['status'][];

// The server refuses a longer one.
const MAX_SEARCH = 200;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    padding: theme.spacing(2, 2, 1),
  },
  search: { flexGrow: 1, maxWidth: '40ch' },
}));

/** Chooses which licenses the table shows. */
export function LicensesFilter(props: { view: LicensesView }) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { typed, setTyped, status: chosen, setStatus } = props.view;
  return (
    <div className={classes.root} role="search">
      <TextField
        id={`${id}search`}
        className={classes.search}
        type="search"
        label={t('licenses.search')}
        helperText={t('licenses.searchHint')}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        inputProps={{ maxLength: MAX_SEARCH }}
      />
      <TextField
        id={`${id}status`}
        select
        label={t('licenses.statusFilter')}
        value={chosen}
        onChange={event =>
          setStatus(STATUSES.find(s => s === event.target.value) ?? '')
        }
        SelectProps={{ native: true }}
        InputLabelProps={{ shrink: true }}
      >
        <option value="">{t('licenses.anyStatus')}</option>
        {STATUSES.map(status => (
          <option key={status} value={status}>
            {status}
          </option>
        ))}
      </TextField>
    </div>
  );
}
