import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';
import { CoverageEnd } from './CoverageEnd';
import { ShortfallText } from './ShortfallText';

const useStyles = makeStyles(theme => ({
  root: { '& p': { margin: theme.spacing(0.5, 0) } },
}));

/** What today's users and the installed licenses lead to, in words. */
export function Outlook(props: { coverage: Coverage }) {
  const classes = useStyles();
  const t = useText();
  const { activeUsers, gaps, shortfall } = props.coverage;
  // That nothing counts from the very day on which seats become too few is said already.
  const others = gaps.filter(
    ({ from, to }) =>
      to !== null || from !== shortfall?.date || shortfall.capacity > 0,
  );
  return (
    <Typography component="div" variant="body2" className={classes.root}>
      {activeUsers === null && <p>{t('outlook.usersUnknown')}</p>}
      {activeUsers !== null && shortfall && (
        <ShortfallText shortfall={shortfall} users={activeUsers} />
      )}
      <CoverageEnd coverage={props.coverage} />
      {others.map(({ from, to }) => (
        <p key={from}>
          {to
            ? t('outlook.gap', {
                from: <CalendarDate value={from} />,
                to: <CalendarDate value={to} />,
              })
            : t('outlook.gapOpen', { from: <CalendarDate value={from} /> })}
        </p>
      ))}
    </Typography>
  );
}
