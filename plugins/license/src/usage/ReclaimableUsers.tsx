import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { ReclaimResult } from './ReclaimResult';
import { UsersTable } from './UsersTable';
import { UsersView } from './UsersView';
import { useReclaim } from './useReclaim';

const useStyles = makeStyles(theme => ({
  days: { margin: theme.spacing(1, 0) },
}));

/** Who would free a slot if those did not count who were not seen for some time. It only looks. */
export function ReclaimableUsers() {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const reclaim = useReclaim();
  return (
    <>
      <Typography component="div" variant="body2">
        <p>{t('reclaim.hint')}</p>
      </Typography>
      <TextField
        id={id}
        className={classes.days}
        type="number"
        label={t('reclaim.days')}
        helperText={t('reclaim.daysHint')}
        error={!reclaim.valid}
        value={reclaim.typed}
        onChange={event => reclaim.setTyped(event.target.value)}
        inputProps={{ min: 1, max: 3650, step: 1 }}
      />
      <UsersView live={reclaim.live} onRetry={reclaim.reload}>
        {found => (
          <>
            <ReclaimResult found={found} />
            {found.totalItems > 0 && (
              <UsersTable
                label={t('reclaim.table')}
                found={found}
                busy={reclaim.busy}
                page={reclaim.page}
                rowsPerPage={reclaim.rowsPerPage}
                onPage={reclaim.setPage}
                onRowsPerPage={reclaim.setRowsPerPage}
              />
            )}
          </>
        )}
      </UsersView>
    </>
  );
}
