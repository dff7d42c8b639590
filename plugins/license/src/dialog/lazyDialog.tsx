import { ComponentType, useEffect, useState } from 'react';
import { PageButton } from '../banner/PageButton';
import { lazyPart } from '../parts/lazyPart';
import { PartFailed } from '../parts/PartFailed';
import { Text, useText } from '../useText';
import { PageDialog } from './PageDialog';

/** Code that comes sooner needs no dialog to wait in: that one would only flash. */
const PATIENCE_MS = 300;

/** The frame of a dialog that is not there yet. */
interface Frame {
  title: (t: Text) => string;
  wide?: boolean;
}

/** Stands where a dialog will be, or says why it is not there. */
function DialogToCome(props: {
  frame: Frame;
  failed: boolean;
  onClose: () => void;
  onRetry: () => void;
}) {
  const t = useText();
  const { frame, failed, onClose, onRetry } = props;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);

  if (!late && !failed) {
    return null;
  }
  return (
    <PageDialog
      title={frame.title(t)}
      wide={frame.wide}
      onClose={onClose}
      actions={<PageButton onClick={onClose}>{t('common.close')}</PageButton>}
    >
      {failed ? (
        <PartFailed onRetry={onRetry} />
      ) : (
        <p role="status">{t('states.loading')}</p>
      )}
    </PageDialog>
  );
}

/**
 * A dialog whose code is loaded when it is first opened.
 *
 * @param frame - what is known of it before
 * @param load - imports it
 */
export function lazyDialog<P extends { onClose: () => void }>(
  frame: Frame,
  load: () => Promise<ComponentType<P>>,
) {
  const usePart = lazyPart(load);

  return function LazyDialog(props: P) {
    const { part, retry } = usePart();
    return part.state === 'ready' ? (
      <part.value {...props} />
    ) : (
      <DialogToCome
        frame={frame}
        failed={part.state === 'failed'}
        onClose={props.onClose}
        onRetry={retry}
      />
    );
  };
}
