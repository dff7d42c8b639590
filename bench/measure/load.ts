import autocannon from 'autocannon';
import { Backend } from '../backend/Backend';
import { quantile } from './figures';

/** Requests that are under way at the same time. Few, as everything runs on one machine. */
export const CONNECTIONS = 4;

/** How long answers take, in milliseconds. */
export interface Latency {
  p50: number;
  p99: number;
  requests: number;
}

/**
 * Asks a route again and again, the next time as soon as it has answered.
 *
 * @throws if an answer is anything but 2xx
 */
export async function load(
  backend: Backend,
  path: string,
  seconds: number,
): Promise<Latency> {
  // Autocannon itself rounds to whole milliseconds.
  const times: number[] = [];
  const connected = new Set<unknown>();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    backend.headers().then(headers => {
      const instance = autocannon(
        {
          url: `${backend.url}${path}`,
          connections: CONNECTIONS,
          duration: seconds,
          timeout: 120,
          headers,
        },
        (error, done) => (error ? reject(error) : resolve(done)),
      );
      instance.on('response', (client, _status, _bytes, time) => {
        // The first answer on a connection includes connecting.
        if (connected.has(client)) {
          times.push(time);
        }
        connected.add(client);
      });
    }, reject);
  });
  if (result.non2xx > 0 || result.errors > 0 || times.length === 0) {
    throw new Error(
      `${path} was answered ${times.length} times, ${result.non2xx} times with something else than 2xx, and ${result.errors} times not at all`,
    );
  }
  return {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    requests: times.length,
  };
}
