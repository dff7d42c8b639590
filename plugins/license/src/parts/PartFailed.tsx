import { PageButton } from '../banner/PageButton';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';

/** Says that the code of a part of the page could not be loaded, and what to do. */
export function PartFailed(props: { onRetry: () => void }) {
  const t = useText();
  return (
    <>
      <div role="alert">
        <ToneText tone="error">{t('states.notLoaded.title')}</ToneText>
        <p>{t('states.notLoaded.body')}</p>
      </div>
      <PageButton variant="outlined" size="small" onClick={props.onRetry}>
        {t('common.retry')}
      </PageButton>
    </>
  );
}
