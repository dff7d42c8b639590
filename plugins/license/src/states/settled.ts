import { Live } from './useLive';

/** Turns an answer of the server into what can be shown: it never rejects. */
export function settled<T>(
  answer: Promise<T>,
): Promise<Exclude<Live<T>, { state: 'loading' }>> {
  return answer.then(
    value => ({ state: 'ready', value }),
    error => ({ state: 'failed', error }),
  );
}
