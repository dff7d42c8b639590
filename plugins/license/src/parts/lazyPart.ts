import { ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { settled } from '../states/settled';
import type { Live } from '../states/useLive';

/**
 * A component whose code is loaded when it is first shown, as a hook for the one that shows it.
 *
 * Not `React.lazy`: that remembers a failure for good, while here one can retry.
 *
 * @param load - imports the component
 */
export function lazyPart<P>(load: () => Promise<ComponentType<P>>) {
  // Remembered beyond the component that uses it: the second time there is nothing to wait for.
  let known: Live<ComponentType<P>> = { state: 'loading' };

  return function usePart() {
    const [part, setPart] = useState(known);
    const mounted = useRef(true);

    const attempt = useCallback(async () => {
      setPart({ state: 'loading' });
      const next = await settled(load());
      if (next.state === 'ready') {
        known = next;
      }
      if (mounted.current) {
        setPart(next);
      }
    }, []);

    useEffect(() => {
      mounted.current = true;
      if (known.state !== 'ready') {
        attempt();
      }
      return () => {
        mounted.current = false;
      };
    }, [attempt]);

    return { part, retry: attempt };
  };
}
