import Grid from '@material-ui/core/Grid';
import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ToneText } from '../status/ToneText';
import { modeOf } from '../summary/modeOf';
import { useText } from '../useText';
import { ActiveUsersCard } from './ActiveUsersCard';
import { RemainingCard } from './RemainingCard';
import { SummaryCard } from './SummaryCard';
import { UtilizationCard } from './UtilizationCard';

/** The four cards: mode, users, utilization and remaining slots. */
export function SummaryCards(props: { summary: Summary }) {
  const t = useText();
  const { text, tone } = modeOf(props.summary);
  const cards = [
    <SummaryCard
      key="mode"
      title={t('card.operatingMode.title')}
      value={<ToneText tone={tone}>{t(`mode.${text}`)}</ToneText>}
    >
      {t(`card.operatingMode.${text}`)}
    </SummaryCard>,
    <ActiveUsersCard key="users" summary={props.summary} />,
    <UtilizationCard key="utilization" summary={props.summary} />,
    <RemainingCard key="remaining" summary={props.summary} />,
  ];
  return (
    <Grid container spacing={2}>
      {cards.map(card => (
        <Grid item key={card.key} xs={12} sm={6} lg={3}>
          {card}
        </Grid>
      ))}
    </Grid>
  );
}
