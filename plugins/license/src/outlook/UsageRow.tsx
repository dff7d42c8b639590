import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { formatNumber } from '../numbers/formatNumber';
import { ToneText } from '../status/ToneText';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';
import type { TimelineRow } from './timeline';

/** One day, some days without a count, or what holds from a day on. */
export function UsageRow(props: { row: TimelineRow }) {
  const t = useText();
  const { row } = props;
  const unknown = t('common.unknown');
  if (row.kind === 'gap') {
    return (
      <TableRow>
        <TableCell component="th" scope="row">
          {row.from === row.to ? (
            <CalendarDate value={row.from} />
          ) : (
            t('usage.period', {
              from: <CalendarDate value={row.from} />,
              to: <CalendarDate value={row.to} />,
            })
          )}
        </TableCell>
        <TableCell colSpan={3} align="right">
          {t('usage.notCounted')}
        </TableCell>
      </TableRow>
    );
  }
  const users = row.kind === 'day' ? row.activeUsers : row.users;
  const missing = Math.max(0, (users ?? 0) - row.capacity);
  const date = <CalendarDate value={row.date} />;
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        {row.kind === 'day' ? date : t('usage.from', { date })}
      </TableCell>
      <TableCell align="right">
        {users === null && unknown}
        {users !== null &&
          (row.kind === 'day'
            ? formatNumber(users)
            : t('usage.asToday', { users: formatNumber(users) }))}
      </TableCell>
      <TableCell align="right">
        {row.kind === 'day' ? formatNumber(row.peakUsers) : unknown}
      </TableCell>
      <TableCell align="right">
        {formatNumber(row.capacity)}
        {missing > 0 && (
          <div>
            <ToneText tone="error">
              {t('usage.tooFew', { missing: formatNumber(missing) })}
            </ToneText>
          </div>
        )}
      </TableCell>
    </TableRow>
  );
}
