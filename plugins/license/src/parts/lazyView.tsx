import { ComponentType } from 'react';
import { useText } from '../useText';
import { lazyPart } from './lazyPart';
import { PartFailed } from './PartFailed';

/**
 * A component whose code is loaded when it is first shown. Until then it says so, and if it fails, what to do.
 *
 * @param load - imports the component
 */
export function lazyView<P extends {}>(load: () => Promise<ComponentType<P>>) {
  const usePart = lazyPart(load);

  return function LazyView(props: P) {
    const t = useText();
    const { part, retry } = usePart();
    switch (part.state) {
      case 'ready':
        return <part.value {...props} />;
      case 'failed':
        return <PartFailed onRetry={retry} />;
      default:
        return <p role="status">{t('states.loading')}</p>;
    }
  };
}
