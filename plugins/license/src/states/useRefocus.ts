import { useEffect, useRef } from 'react';
import { Live } from './useLive';

/**
 * Gives the focus to the banner if what had it went with a change: what opened a dialog may be gone after it.
 *
 * @returns `banner`, for the banner's region, and `expectLoss`, to be called before the change
 */
export function useRefocus(live: Live<unknown>) {
  const banner = useRef<HTMLDivElement>(null);
  const expected = useRef(false);
  useEffect(() => {
    if (expected.current) {
      expected.current = false;
      if (document.activeElement === document.body) {
        banner.current?.focus();
      }
    }
  }, [live]);
  return {
    banner,
    expectLoss: () => {
      expected.current = true;
    },
  };
}
