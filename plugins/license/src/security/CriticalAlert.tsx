import { Link } from '@backstage/core-components';
import { ToneBox } from '../banner/ToneBox';
import { useText } from '../useText';

/** Says that critical events are open; nothing at all if there are none. */
export function CriticalAlert(props: {
  count: number;
  /** Whether the events are on another tab than this. */
  elsewhere?: boolean;
}) {
  const t = useText();
  const { count, elsewhere } = props;
  if (count === 0) {
    return null;
  }
  return (
    <div role="alert">
      <ToneBox tone="error">
        {t('security.alert', { count })}
        {elsewhere && (
          <>
            {' '}
            <Link to="../security" color="inherit" underline="always">
              {t('security.alertLink')}
            </Link>
          </>
        )}
      </ToneBox>
    </div>
  );
}
