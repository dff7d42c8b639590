import { setTimeout as sleep } from 'node:timers/promises';
import { Bench } from '../Bench';
import { Backend } from './Backend';
import { USERS } from './configure';

/**
 * Starts a backend, and waits until it has read what is installed and has counted its users.
 *
 * @throws if it does not have the licenses that it should have, all of them valid, and no alarm
 */
export async function startInstalled(
  bench: Bench,
  licenses: number,
): Promise<Backend> {
  bench.say(`starting a backend with ${licenses} licenses`);
  const backend = await Backend.start(bench, licenses);
  const ask = async (path: string) => (await backend.ask('GET', path)).json();
  // The first overview counts the users, and its count stands for a while: better if they are all there.
  await until(
    'the catalog to have its users',
    async () =>
      (
        await ask('/api/catalog/entities/by-query?filter=kind=user&limit=0')
      ).totalItems === USERS,
  );
  await until(
    'the users to be counted',
    async () => (await ask('/api/license/overview')).activeUsers === USERS,
  );
  const totalOf = async (path: string): Promise<number> =>
    (await ask(`/api/license${path}`)).totalItems;
  const found = {
    licenses: await totalOf('/licenses?limit=1'),
    invalid: await totalOf('/licenses?limit=1&status=invalid'),
    alarms: await totalOf('/security/events?limit=1'),
  };
  const expected = { licenses, invalid: 0, alarms: 0 };
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(
      `The backend should report ${JSON.stringify(
        expected,
      )}, and reports ${JSON.stringify(found)}`,
    );
  }
  return backend;
}

async function until(what: string, condition: () => Promise<boolean>) {
  const deadline = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited in vain for ${what}`);
    }
    await sleep(200);
  }
}
