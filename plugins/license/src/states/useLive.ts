import { useCallback, useEffect, useRef, useState } from 'react';
import { UnreachableError } from '../api/UnreachableError';
import { errorKind } from './errorKind';
import { settled } from './settled';

const REFRESH_MS = 30_000;
const RETRY_MS = 5_000;
// After a time in the background nobody knows whether a number still holds, so it is not shown until it was asked for.
const OUTDATED_MS = 60_000;

/**
 * A value of the server: never one that outlived the last attempt to load it.
 */
export type Live<T> =
  | { state: 'loading' }
  | { state: 'ready'; value: T }
  | { state: 'failed'; error: unknown };

/**
 * Keeps a value of the server up to date while the page is looked at: every 30 seconds, when somebody returns to it
 * (once, however often that is told), and when the connection is back. A failed attempt, or a lost connection, replaces the value.
 *
 * @param load - memoised; another function starts over, and until its answer the earlier value stays
 * @param refreshMs - milliseconds between two attempts, if the usual 30 seconds are too long
 */
export function useLive<T>(load: () => Promise<T>, refreshMs = REFRESH_MS) {
  const [live, setLive] = useState<Live<T>>({ state: 'loading' });
  const [busy, setBusy] = useState(true);
  const latest = useRef(0);
  const inFlight = useRef(false);
  const loadedAt = useRef(0);

  const settle = useCallback((next: Live<T>) => {
    latest.current += 1;
    inFlight.current = false;
    loadedAt.current = Date.now();
    setLive(next);
    setBusy(false);
  }, []);

  const reload = useCallback(async () => {
    latest.current += 1;
    const attempt = latest.current;
    inFlight.current = true;
    setBusy(true);
    const next = await settled(load());
    // Only the newest attempt counts: answers can overtake each other.
    if (attempt === latest.current) {
      settle(next);
    }
  }, [load, settle]);

  useEffect(() => {
    reload();
    return () => {
      latest.current += 1;
    };
  }, [reload]);

  useEffect(() => {
    const look = () => {
      if (Date.now() - loadedAt.current > OUTDATED_MS) {
        setLive({ state: 'loading' });
      }
      reload();
    };
    // Returning to a tab is told twice, as being shown and as having the focus, and not everywhere in this order;
    // returning to a window is told once.
    let toldBy: string | undefined;
    const onLeft = () => {
      toldBy = undefined;
    };
    const onBack = ({ type }: Event) => {
      if (document.hidden) {
        onLeft();
      } else if (toldBy !== undefined && toldBy !== type) {
        toldBy = undefined;
      } else {
        toldBy = type;
        look();
      }
    };
    const onOnline = () => {
      if (!document.hidden) {
        look();
      }
    };
    const onOffline = () =>
      settle({ state: 'failed', error: new UnreachableError() });
    window.addEventListener('focus', onBack);
    window.addEventListener('blur', onLeft);
    window.addEventListener('online', onOnline);
    window.addEventListener('offline', onOffline);
    document.addEventListener('visibilitychange', onBack);
    return () => {
      window.removeEventListener('focus', onBack);
      window.removeEventListener('blur', onLeft);
      window.removeEventListener('online', onOnline);
      window.removeEventListener('offline', onOffline);
      document.removeEventListener('visibilitychange', onBack);
    };
  }, [reload, settle]);

  const unreachable =
    live.state === 'failed' && errorKind(live.error) === 'unreachable';
  useEffect(() => {
    const timer = setInterval(
      () => {
        // Another attempt would outdate one that is about to run into its timeout.
        if (!document.hidden && !inFlight.current) {
          reload();
        }
      },
      unreachable ? RETRY_MS : refreshMs,
    );
    return () => clearInterval(timer);
  }, [reload, refreshMs, unreachable]);

  return { live, busy, reload };
}
