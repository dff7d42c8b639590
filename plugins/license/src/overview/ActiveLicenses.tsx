import { Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  License,
  Overview,
} from '@thetasecure/backstage-plugin-license-common';

import { Badge } from '../status/Badge';
import { StatusBadge } from '../status/StatusBadge';
import { ToneText } from '../status/ToneText';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(3), padding: theme.spacing(2) },
  list: { margin: 0, padding: 0, listStyle: 'none' },
  entry: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 3),
    padding: theme.spacing(1.5, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    overflowWrap: 'anywhere',
  },
  grace: { flexBasis: '100%' },
  key: { fontFamily: 'monospace', flexGrow: 1 },
}));

/** One license that counts. */
function Entry(props: { license: License }) {
  const classes = useStyles();
  const t = useText();
  const { license } = props;
  const inGrace = license.status === 'grace_period';
  return (
    <li className={classes.entry}>
      <Badge tone="neutral">
        <bdi>{license.product ?? t('common.unknown')}</bdi>
      </Badge>
      <span className={classes.key} title={t('overview.licenseKey')}>
        <bdi>{license.maskedKey ?? t('common.unknown')}</bdi>
      </span>
      {license.maxUsers !== undefined && (
        <span>{t('overview.maxUsers', { count: license.maxUsers })}</span>
      )}
      {license.validUntil && (
        <span>
          {t(inGrace ? 'overview.expired' : 'overview.expires', {
            date: <CalendarDate value={license.validUntil} />,
          })}
        </span>
      )}
      <StatusBadge status={license.status} />
      {inGrace && license.graceUntil && (
        <div className={classes.grace}>
          <ToneText tone="warning">
            {t('overview.graceUntil', {
              date: <CalendarDate value={license.graceUntil} />,
            })}
          </ToneText>
        </div>
      )}
    </li>
  );
}

/** The licenses that count, the one that ends first on top. */
export function ActiveLicenses(props: { overview: Overview }) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { licenses, licensesTotal } = props.overview;
  const more = licensesTotal - licenses.length;
  return (
    <Paper className={classes.root} component="section" aria-labelledby={id}>
      <Typography id={id} variant="h6" component="h2">
        {t('overview.activeLicenses')}
      </Typography>
      {licenses.length > 0 ? (
        <ul className={classes.list} aria-labelledby={id}>
          {licenses.map(license => (
            <Entry key={license.licenseId} license={license} />
          ))}
        </ul>
      ) : (
        <Typography>
          {t('overview.none')}{' '}
          <Link to="../licenses" underline="always">
            {t('overview.noneHint')}
          </Link>
          .
        </Typography>
      )}
      {more > 0 && (
        <Typography>
          <Link to="../licenses" underline="always">
            {t('overview.more', { count: more })}
          </Link>
        </Typography>
      )}
    </Paper>
  );
}
