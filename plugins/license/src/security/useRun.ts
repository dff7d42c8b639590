import type {
  Run,
  RunPending,
  SecurityStatus,
} from '@thetasecure/backstage-plugin-license-common';
import { useEffect, useRef, useState } from 'react';
import { Live } from '../states/useLive';

/** Milliseconds between two looks at a run that goes on. */
export const PENDING_MS = 2_000;

// A run that the server says is over left no result if some more looks bring none.
const IDLE_LOOKS = 3;
// A scan says nothing while it runs; after ten minutes it is not worth waiting for.
const BLIND_LOOKS = 300;

/** Where a run that was asked for stands. */
export type RunEvent =
  | { kind: 'started' | 'pending' | 'lost' }
  | { kind: 'finished'; run: Run }
  | { kind: 'refused'; error: unknown };

/**
 * Starts a validation or a scan and follows it to its end, also if the server does not wait for it.
 *
 * @param options - `lastOf` finds the kind's last run; `isRunning`, where the server says so, whether one goes on
 */
export function useRun(options: {
  start: () => Promise<Run | RunPending>;
  live: Live<{ security: SecurityStatus }>;
  lastOf: (security: SecurityStatus) => Run | null;
  isRunning?: (security: SecurityStatus) => boolean;
  onEvent: (event: RunEvent) => void;
}) {
  const { start, live, lastOf, onEvent } = options;
  const [step, setStep] = useState<'idle' | 'starting' | 'pending'>('idle');
  const before = useRef<string>();
  const looks = useRef(0);

  const current = useRef(options);
  useEffect(() => {
    current.current = options;
  });

  const run = async () => {
    before.current =
      live.state === 'ready'
        ? lastOf(live.value.security)?.finishedAt
        : undefined;
    looks.current = 0;
    setStep('starting');
    onEvent({ kind: 'started' });
    try {
      const answer = await start();
      if ('running' in answer) {
        setStep('pending');
        onEvent({ kind: 'pending' });
      } else {
        setStep('idle');
        onEvent({ kind: 'finished', run: answer });
      }
    } catch (error) {
      setStep('idle');
      onEvent({ kind: 'refused', error });
    }
  };

  useEffect(() => {
    if (step !== 'pending' || live.state !== 'ready') {
      return;
    }
    const { security } = live.value;
    const running = current.current.isRunning?.(security);
    const last = current.current.lastOf(security);
    if (!running && last && last.finishedAt !== before.current) {
      setStep('idle');
      current.current.onEvent({ kind: 'finished', run: last });
      return;
    }
    looks.current = running ? 0 : looks.current + 1;
    if (looks.current > (running === undefined ? BLIND_LOOKS : IDLE_LOOKS)) {
      setStep('idle');
      current.current.onEvent({ kind: 'lost' });
    }
  }, [step, live]);

  return { run, running: step !== 'idle' };
}
