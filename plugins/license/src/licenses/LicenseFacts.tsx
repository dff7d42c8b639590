import { makeStyles } from '@material-ui/core/styles';
import type { License } from '@thetasecure/backstage-plugin-license-common';
import { ReactNode } from 'react';
import { StatusBadge } from '../status/StatusBadge';
import { CalendarDate } from '../time/CalendarDate';
import { Instant } from '../time/Instant';
import { useText } from '../useText';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.5, 2),
    margin: 0,
    overflowWrap: 'anywhere',
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0 },
  },
}));

/** What is known of a license; what is not verified is left out. */
export function LicenseFacts(props: { license: License }) {
  const classes = useStyles();
  const t = useText();
  const { license } = props;
  const data = (value: string | undefined) => value && <bdi>{value}</bdi>;
  const facts: [string, ReactNode][] = [
    [t('column.status'), <StatusBadge status={license.status} />],
    [t('details.product'), data(license.product)],
    [t('details.type'), license.type && t(`details.${license.type}`)],
    [t('details.licenseKey'), data(license.maskedKey)],
    [t('column.customer'), data(license.customer?.name)],
    [t('column.maxUsers'), license.maxUsers],
    [
      t('details.graceUntil'),
      license.graceUntil && <CalendarDate value={license.graceUntil} />,
    ],
    [t('details.timeZone'), data(license.timeZone)],
    [
      t('details.features'),
      license.features?.length ? data(license.features.join(', ')) : undefined,
    ],
    [t('column.instance'), data(license.productInstanceId)],
    [t('details.source'), t(`details.${license.source}`)],
    [t('details.installedAt'), <Instant value={license.installedAt} />],
    [t('details.installedBy'), data(license.installedBy)],
  ];
  return (
    <dl className={classes.list}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} value`}>{value}</dd>,
        ])}
    </dl>
  );
}
