import { Knex } from 'knex';
import { readFile } from 'node:fs/promises';
import { KillablePortal } from './KillablePortal';
import { until } from '../../__testUtils__/until';
import { Writer } from './Writer';

async function get(portal: KillablePortal, path: string) {
  const { status, body } = await portal.ask('GET', path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return body;
}

/** Waits for a scan that is not the one of somebody who died with its lock. */
async function scan(portal: KillablePortal) {
  const { body } = await until(
    () => portal.ask('POST', '/security/integrity-scan'),
    ({ status }) => status !== 202,
  );
  return body;
}

/**
 * Expects each license to be old or new, the ledger to be whole up to its head, and no alarm. What is found
 * counts from here on.
 */
export async function expectWhole(
  portal: KillablePortal,
  writers: readonly Writer[],
  knex: Knex,
): Promise<void> {
  const { items } = await get(portal, '/licenses?limit=500');
  let seats = 0;
  for (const writer of writers) {
    const { licenseId } = writer;
    const [shown, ...more] = items.filter(
      (item: { licenseId: string }) => item.licenseId === licenseId,
    );
    expect(more).toEqual([]);
    expect({ licenseId, seats: writer.possible }).toEqual({
      licenseId,
      seats: expect.arrayContaining([shown?.maxUsers]),
    });
    writer.settle(shown?.maxUsers);
    seats += shown?.maxUsers ?? 0;
    expect(shown?.status ?? 'active').toBe('active');
  }
  expect(items).toHaveLength(
    writers.filter(({ possible: [now] }) => now !== undefined).length,
  );
  expect(await get(portal, '/overview')).toMatchObject({ capacity: seats });

  expect(await scan(portal)).toMatchObject({
    checked: items.length,
    failed: 0,
  });
  expect((await get(portal, '/security/events')).items).toEqual([]);
  expect((await get(portal, '/security')).integrity.criticalEvents).toBe(0);

  const checkpoint = await get(portal, '/security/checkpoint');
  const ledger = await knex('license_ledger').orderBy('sequence');
  const sequences = ledger.map(({ sequence }) => Number(sequence));
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  expect(checkpoint.sequence).toBe(sequences.length);
  expect(JSON.parse(await readFile(portal.checkpointFile, 'utf8'))).toEqual(
    checkpoint,
  );
}
