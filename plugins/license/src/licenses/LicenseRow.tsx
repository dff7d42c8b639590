import MuiLink from '@material-ui/core/Link';
import { makeStyles } from '@material-ui/core/styles';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import type { License } from '@thetasecure/backstage-plugin-license-common';
import { PageButton } from '../banner/PageButton';
import { StatusBadge } from '../status/StatusBadge';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';

const useStyles = makeStyles(theme => ({
  row: { cursor: 'pointer' },
  wrap: { overflowWrap: 'anywhere', minWidth: '22ch' },
  id: { textAlign: 'start', verticalAlign: 'baseline' },
  nowrap: { whiteSpace: 'nowrap' },
  hint: { maxWidth: '24ch', color: theme.palette.text.secondary },
}));

/** A license in the table: the row, and for the keyboard its id, opens its checks. */
export function LicenseRow(props: {
  license: License;
  mayDelete: boolean;
  onOpen: () => void;
  onDelete: () => void;
}) {
  const classes = useStyles();
  const t = useText();
  const { license, mayDelete, onOpen, onDelete } = props;
  const { licenseId, customer, status } = license;
  const unknown = t('common.unknown');
  const fromFile = license.source === 'file';

  const openUnlessSelecting = () => {
    // Somebody who marks text to copy it does not want a dialog.
    if (window.getSelection()?.isCollapsed !== false) {
      onOpen();
    }
  };

  return (
    <TableRow hover className={classes.row} onClick={openUnlessSelecting}>
      <TableCell className={classes.wrap}>
        <MuiLink
          component="button"
          variant="body2"
          className={classes.id}
          aria-label={t('column.openChecks', { id: licenseId })}
          onClick={(event: React.MouseEvent) => {
            event.stopPropagation();
            onOpen();
          }}
        >
          <bdi>{licenseId}</bdi>
        </MuiLink>
        <Typography variant="body2" color="textSecondary">
          {license.productInstanceId ? (
            <bdi title={t('column.instance')}>{license.productInstanceId}</bdi>
          ) : (
            status !== 'invalid' && t('column.anyDeployment')
          )}
        </Typography>
      </TableCell>
      <TableCell className={classes.wrap}>
        {customer ? (
          <>
            <bdi>{customer.name}</bdi>
            <Typography variant="body2" color="textSecondary">
              <bdi>{customer.email}</bdi>
            </Typography>
          </>
        ) : (
          unknown
        )}
      </TableCell>
      <TableCell align="right">{license.maxUsers ?? unknown}</TableCell>
      <TableCell className={classes.nowrap}>
        {license.validFrom && license.validUntil
          ? t('column.period', {
              from: <CalendarDate value={license.validFrom} />,
              until: <CalendarDate value={license.validUntil} />,
            })
          : unknown}
      </TableCell>
      <TableCell>
        <StatusBadge status={status} />
      </TableCell>
      <TableCell onClick={event => event.stopPropagation()}>
        {fromFile && (
          <>
            {t('column.file')}
            <Typography variant="body2" className={classes.hint}>
              {t('column.fileHint')}
            </Typography>
          </>
        )}
        {!fromFile && mayDelete && (
          <PageButton
            size="small"
            color="primary"
            aria-label={t('remove.buttonFor', { id: licenseId })}
            onClick={onDelete}
          >
            {t('remove.button')}
          </PageButton>
        )}
      </TableCell>
    </TableRow>
  );
}
