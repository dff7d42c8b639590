import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import knexFactory, { Knex } from 'knex';
import { installMany } from '../__testUtils__/installMany';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import {
  databaseIds,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { Statements } from '../__testUtils__/Statements';
import { minutesFromNow, Vendor } from '../__testUtils__/Vendor';

jest.setTimeout(150_000);

const LICENSES = 650;
const SEATS = 10;

/** What is promised of a change behind the API, in milliseconds. */
const PROMISED = 60_000;

/** An answer from memory: the revision and the number of users, by one statement. */
const FROM_MEMORY = 1;

const licenses = (): JsonObject[] =>
  Array.from({ length: LICENSES }, (_, index) => ({
    licenseId: `LIC-MANY-${index}`,
    maxUsers: SEATS,
  }));

const databases = TestDatabases.create({ ids: databaseIds });

/** A second pool, as a second replica has one. SQLite in memory is there in one pool only. */
function poolOf(knex: Knex, id: TestDatabaseId): Knex {
  return id === 'SQLITE_3'
    ? knex
    : knexFactory({
        client: 'pg',
        connection: knex.client.config.connection,
        pool: knex.client.config.pool,
      });
}

describe.each(databases.eachSupportedId())(
  'what two replicas remember, on %p',
  id => {
    let vendor: Vendor;
    let files: string[];
    let knex: Knex;
    let other: Knex;
    let one: StartedBackend;
    let another: StartedBackend;
    let statements: Statements;

    const capacityOf = async (backend: StartedBackend): Promise<number> =>
      (await backend.get('/overview').expect(200)).body.capacity;
    /** What the other replica shows at its next read, and how many statements that takes. */
    const nextRead = async () => {
      let capacity = 0;
      const count = await statements.of(async () => {
        capacity = await capacityOf(another);
      });
      return { capacity, count };
    };
    const expectFromMemory = async (capacity: number) =>
      expect(await nextRead()).toEqual({ capacity, count: FROM_MEMORY });

    beforeEach(async () => {
      vendor = await Vendor.create('vendor-1');
      knex = await databases.init(id);
      other = poolOf(knex, id);
      files = await installMany(knex, vendor, licenses());
      const license = {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        schedule: MANUAL_SCHEDULE,
      };
      one = await startLicenseBackend({ knex, license });
      another = await startLicenseBackend({ knex: other, license });
      statements = new Statements(other);
      for (const backend of [one, another]) {
        // The first answer reads everything and counts users.
        await capacityOf(backend);
      }
    });
    afterEach(async () => {
      jest.restoreAllMocks();
      await one.stop();
      await another.stop();
      if (other !== knex) {
        await other.destroy();
      }
    });

    it('is followed by every change made through the other one', async () => {
      const all = LICENSES * SEATS;
      await expectFromMemory(all);

      const renewal = { licenseId: 'LIC-MANY-7', maxUsers: SEATS + 5 };
      const steps: [() => PromiseLike<unknown>, number][] = [
        [
          async () =>
            one
              .post('/licenses', await vendor.issue({ maxUsers: 1 }))
              .expect(201),
          all + 1,
        ],
        [
          async () =>
            one
              .post(
                '/licenses',
                await vendor.issue({
                  ...renewal,
                  issuedAt: minutesFromNow(-1),
                }),
              )
              .expect(201),
          all + 1 + 5,
        ],
        [
          async () => one.delete('/licenses/LIC-MANY-8').expect(204),
          all + 1 + 5 - SEATS,
        ],
      ];
      for (const [change, capacity] of steps) {
        await change();
        // What changed is read, and not everything: that alone would be four pages.
        expect(await nextRead()).toEqual({
          capacity,
          count: FROM_MEMORY + 6,
        });
        await expectFromMemory(capacity);
      }

      await one
        .post('/revocations', await vendor.revoke(1, ['LIC-MANY-9']))
        .expect(201);
      const afterwards = all + 1 + 5 - 2 * SEATS;
      expect((await nextRead()).capacity).toBe(afterwards);
      await expectFromMemory(afterwards);
    });

    it('gives a row changed behind the API a minute at most, while answers come from memory', async () => {
      const all = LICENSES * SEATS;
      await expectFromMemory(all);
      const began = performance.now();
      await knex('licenses')
        .where('license_id', 'LIC-MANY-3')
        .update({
          document: files[3].replace('"maxUsers": 10,', '"maxUsers": 9000,'),
        });
      await knex('licenses').where('license_id', 'LIC-MANY-4').delete();
      await knex('licenses').insert({
        license_id: 'LIC-PUT-IN',
        document: await vendor.issue({ licenseId: 'LIC-PUT-IN' }),
        installed_at: new Date().toISOString(),
        installed_by: 'user:default/somebody',
      });

      let capacity = all;
      while (capacity === all && performance.now() - began < PROMISED) {
        capacity = await capacityOf(another);
        await new Promise(resolve => setTimeout(resolve, 200));
      }
      expect(capacity).toBe(all - 2 * SEATS);
      expect(performance.now() - began).toBeLessThan(PROMISED);
      await expectFromMemory(all - 2 * SEATS);
      const { body } = await another.get('/licenses?status=invalid');
      expect(
        body.items.map(({ licenseId }: { licenseId: string }) => licenseId),
      ).toEqual(['LIC-MANY-3', 'LIC-PUT-IN']);
    });

    it('is not shown any more to whoever comes back after an hour', async () => {
      await knex('licenses').where('license_id', 'LIC-MANY-4').delete();
      const real = performance.now.bind(performance);
      jest
        .spyOn(performance, 'now')
        .mockImplementation(() => real() + 60 * 60 * 1000);
      expect(await capacityOf(another)).toBe((LICENSES - 1) * SEATS);
    });
  },
);
