import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { modeOf } from './modeOf';

/** What the cards show; without a mode if that cannot be told. */
export type CardNumbers = Pick<
  Summary,
  | 'activeUsers'
  | 'capacity'
  | 'utilizationPercent'
  | 'remaining'
  | 'overBy'
  | 'inGracePeriod'
> & { operatingMode?: Summary['operatingMode'] };

/** The four cards before and after a change, side by side. */
export function CompareSummaries(props: {
  before: CardNumbers;
  after: CardNumbers;
  label: string;
}) {
  const t = useText();
  const unknown = t('common.unknown');

  const mode = ({ operatingMode, inGracePeriod }: CardNumbers) => {
    if (!operatingMode) {
      return t('mode.unknown');
    }
    const { text, tone } = modeOf({ operatingMode, inGracePeriod });
    return <ToneText tone={tone}>{t(`mode.${text}`)}</ToneText>;
  };
  const users = ({ activeUsers, capacity }: CardNumbers) =>
    t('card.activeUsers.value', {
      users: String(activeUsers ?? unknown),
      capacity: String(capacity),
    });
  const utilization = ({ utilizationPercent }: CardNumbers) =>
    utilizationPercent === null
      ? unknown
      : t('card.utilization.value', { percent: String(utilizationPercent) });
  const remaining = ({ remaining: slots, overBy }: CardNumbers) => (
    <>
      {slots ?? unknown}
      {overBy > 0 && (
        <div>
          <ToneText tone="error">
            {t('card.remaining.over', { count: overBy })}
          </ToneText>
        </div>
      )}
    </>
  );

  const rows = [
    { title: t('card.operatingMode.title'), show: mode },
    { title: t('card.activeUsers.title'), show: users },
    { title: t('card.utilization.title'), show: utilization },
    { title: t('card.remaining.title'), show: remaining },
  ];
  return (
    <Table size="small" aria-label={props.label}>
      <TableHead>
        <TableRow>
          <TableCell>{t('compare.card')}</TableCell>
          <TableCell>{t('compare.before')}</TableCell>
          <TableCell>{t('compare.after')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map(({ title, show }) => (
          <TableRow key={title}>
            <TableCell component="th" scope="row">
              {title}
            </TableCell>
            <TableCell>{show(props.before)}</TableCell>
            <TableCell>{show(props.after)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
