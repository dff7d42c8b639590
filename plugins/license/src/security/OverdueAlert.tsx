import { Link } from '@backstage/core-components';
import type { SecurityStatus } from '@thetasecure/backstage-plugin-license-common';
import { ToneBox } from '../banner/ToneBox';
import { useText } from '../useText';

/** Says that nobody has looked after the licenses for too long; nothing at all if somebody has. */
export function OverdueAlert(props: {
  security: SecurityStatus;
  /** Whether what to do is told on another tab than this. */
  elsewhere?: boolean;
}) {
  const t = useText();
  const { security, elsewhere } = props;
  const { integrity, validation } = security;
  if (!integrity.overdue && !validation.overdue) {
    return null;
  }
  return (
    <div role="status">
      <ToneBox tone="warning">
        {integrity.overdue && t('security.overdueScan')}{' '}
        {validation.overdue && t('security.overdueValidation')}
        {elsewhere && (
          <>
            {' '}
            <Link to="../security" color="inherit" underline="always">
              {t('security.overdueLink')}
            </Link>
          </>
        )}
      </ToneBox>
    </div>
  );
}
