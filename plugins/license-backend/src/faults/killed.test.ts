import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import knexFactory, { Knex } from 'knex';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseIds } from '../__testUtils__/startLicenseBackend';
import { Dice } from './__testUtils__/Dice';
import { expectWhole } from './__testUtils__/expectWhole';
import { KillablePortal } from './__testUtils__/KillablePortal';
import { Writer } from './__testUtils__/Writer';

jest.setTimeout(600_000);

const KILLS = 15;

/** Changes that are under way at the same time. */
const WRITERS = 4;

/** The latest moment of a kill, in the time that one change of each writer takes. */
const LATEST = 3;

const databases = TestDatabases.create({ ids: databaseIds });

/** A database that another process can open, as it is configured there and as it looks from here. */
async function newDatabase(
  id: TestDatabaseId,
  folder: string,
): Promise<{ config: JsonObject; knex: Knex }> {
  if (id === 'SQLITE_3') {
    const client = 'better-sqlite3';
    const filename = join(folder, 'license.sqlite');
    return {
      config: { client, connection: { directory: folder } },
      knex: knexFactory({
        client,
        connection: { filename },
        useNullAsDefault: true,
      }),
    };
  }
  const knex = await databases.init(id);
  const { host, port, user, password, database } =
    knex.client.config.connection;
  return {
    config: {
      client: 'pg',
      connection: { host, port, user, password },
      plugin: { license: { connection: { database } } },
    },
    knex,
  };
}

describe.each(databases.eachSupportedId())('a backend on %p', id => {
  let folder: string;
  let portal: KillablePortal;
  let knex: Knex;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'license-killed-'));
    const database = await newDatabase(id, folder);
    knex = database.knex;
    portal = await KillablePortal.open({ database: database.config });
  });
  afterAll(async () => {
    await portal?.close();
    await knex?.destroy();
    await rm(folder, { recursive: true });
  });

  /** @returns whether there was an answer; there is none from a backend that is gone */
  async function change(writer: Writer, isGone: () => boolean) {
    const { method, path, body, seats } = await writer.next();
    let status: number;
    try {
      ({ status } = await portal.ask(method, path, body));
    } catch (error) {
      if (isGone()) {
        return false;
      }
      throw error;
    }
    expect(status).toBe(method === 'POST' ? 201 : 204);
    writer.settle(seats);
    return true;
  }

  /** Everybody writes; a fresh backend is slow at first. */
  async function measurePace(writers: readonly Writer[]) {
    let pace = 0;
    for (let round = 0; round < 2; round += 1) {
      const begin = performance.now();
      await Promise.all(writers.map(writer => change(writer, () => false)));
      pace = performance.now() - begin;
    }
    return pace;
  }

  /** Kills the backend while everybody writes. */
  async function killAfter(delay: number, writers: readonly Writer[]) {
    const killing = new AbortController();
    const isGone = () => killing.signal.aborted;
    const working = writers.map(async writer => {
      while (await change(writer, isGone));
    });
    await sleep(delay);
    killing.abort();
    await portal.kill();
    await Promise.all(working);
  }

  it(`killed ${KILLS} times in mid-upload, has the old state or the new one, and a whole ledger`, async () => {
    const dice = new Dice();
    const writers = Array.from(
      { length: WRITERS },
      (_, index) => new Writer(`LIC-${index}`, portal.vendor, dice),
    );
    await dice.throwing(async () => {
      await portal.start();
      const interrupted = { undone: 0, done: 0 };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const pace = await measurePace(writers);
        // Early ones and late ones, whatever the dice say.
        const moment = ((kill + dice.next()) / KILLS) * LATEST;
        await killAfter(moment * pace, writers);
        const before = writers.map(({ possible: [former] }) => former);
        await portal.start();
        await expectWhole(portal, writers, knex);
        writers.forEach(({ possible: [now] }, index) => {
          interrupted[now === before[index] ? 'undone' : 'done'] += 1;
        });
      }
      // Otherwise they all came too early, or too late, to tear anything.
      expect(interrupted.undone).toBeGreaterThan(0);
      expect(interrupted.done).toBeGreaterThan(0);
    });
  });
});
