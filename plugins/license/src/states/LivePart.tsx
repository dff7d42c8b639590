import { ReactNode } from 'react';
import { PageButton } from '../banner/PageButton';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { errorKind, serverMessage } from './errorKind';
import { Live } from './useLive';

/** Shows a value that a tab can do without, or in few words why it is not there. */
export function LivePart<T>(props: {
  live: Live<T>;
  onRetry: () => void;
  children: (value: T) => ReactNode;
}) {
  const { live, onRetry, children } = props;
  const t = useText();
  if (live.state === 'loading') {
    return <p role="status">{t('states.loading')}</p>;
  }
  if (live.state === 'ready') {
    return <>{children(live.value)}</>;
  }
  const kind = errorKind(live.error);
  const message = kind === 'failed' ? serverMessage(live.error) : undefined;
  return (
    <>
      <div role="alert">
        <ToneText tone="error">{t(`states.${kind}.title`)}</ToneText>
        <p>{t(`states.${kind}.body`)}</p>
        {message && (
          <p>{t('states.serverSays', { message: <bdi>{message}</bdi> })}</p>
        )}
      </div>
      <PageButton variant="outlined" size="small" onClick={onRetry}>
        {t('common.retry')}
      </PageButton>
    </>
  );
}
