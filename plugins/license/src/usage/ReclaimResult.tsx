import Typography from '@material-ui/core/Typography';
import type { ReclaimPreview } from '@thetasecure/backstage-plugin-license-common';
import { formatNumber } from '../numbers/formatNumber';
import { useText } from '../useText';

/** What it would come to, in words. */
export function ReclaimResult(props: { found: ReclaimPreview }) {
  const t = useText();
  const { days, totalItems, remainingUsers, neverSeen } = props.found;
  return (
    <Typography component="div" variant="body2" role="status">
      <p>
        {t('reclaim.window', { count: days, number: formatNumber(days) })}{' '}
        {t('reclaim.freed', {
          count: totalItems,
          number: formatNumber(totalItems),
          remaining: formatNumber(remainingUsers),
        })}
      </p>
      {neverSeen > 0 && (
        <p>
          {t('reclaim.neverSeen', {
            count: neverSeen,
            number: formatNumber(neverSeen),
          })}
        </p>
      )}
    </Typography>
  );
}
