import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  License,
  SecurityEvent,
} from '@thetasecure/backstage-plugin-license-common';
import knexFactory, { Knex } from 'knex';
import { installMany } from '../__testUtils__/installMany';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import {
  databaseIds,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { Statements } from '../__testUtils__/Statements';
import { countNoMore } from '../__testUtils__/TestUsers';
import { minutesFromNow, Vendor } from '../__testUtils__/Vendor';
import { sha256 } from '../ledger/Sealer';

jest.setTimeout(150_000);

const LICENSES = 650;
const SEATS = 10;

/** An answer from memory: what came to the ledger since, and the number of users. */
const FROM_MEMORY = 2;

/** After a change, the document that it installed is read too: all of them would be 13 pages. */
const OF_A_DOCUMENT = 1;

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
    const idsOf = async (backend: StartedBackend, status: string) => {
      const { body } = await backend.get(`/licenses?status=${status}`);
      return body.items.map(({ licenseId }: License) => licenseId);
    };
    const eventsOf = async (backend: StartedBackend) => {
      const { body } = await backend.get('/security/events').expect(200);
      return body.items
        .map(({ type, subject }: SecurityEvent) => [type, subject])
        .sort();
    };
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
      await countNoMore(knex);
    });
    afterEach(async () => {
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
      const upload = async (facts: JsonObject) =>
        one.post('/licenses', await vendor.issue(facts)).expect(201);
      const steps: [() => PromiseLike<unknown>, number, number][] = [
        [() => upload({ maxUsers: 1 }), 1, OF_A_DOCUMENT],
        [
          () => upload({ ...renewal, issuedAt: minutesFromNow(-1) }),
          5,
          OF_A_DOCUMENT,
        ],
        [() => one.delete('/licenses/LIC-MANY-8').expect(204), -SEATS, 0],
      ];
      let capacity = all;
      for (const [change, difference, statementsMore] of steps) {
        await change();
        capacity += difference;
        expect(await nextRead()).toEqual({
          capacity,
          count: FROM_MEMORY + statementsMore,
        });
        await expectFromMemory(capacity);
      }

      await one
        .post('/revocations', await vendor.revoke(1, ['LIC-MANY-9']))
        .expect(201);
      expect((await nextRead()).capacity).toBe(capacity - SEATS);
      await expectFromMemory(capacity - SEATS);
    });

    it('is not moved by a change behind the API, before a scan finds it on both', async () => {
      const all = LICENSES * SEATS;
      const stored = (index: number) =>
        knex('license_documents').where('digest', sha256(files[index]));
      await expectFromMemory(all);
      await stored(3).update({
        document: files[3].replace('"maxUsers": 10,', '"maxUsers": 9000,'),
      });
      await stored(4).delete();
      const stranger = await vendor.issue({ licenseId: 'LIC-PUT-IN' });
      await knex('license_documents').insert({
        digest: sha256(stranger),
        document: stranger,
      });

      expect(await stored(3).first()).not.toMatchObject({ document: files[3] });
      await expectFromMemory(all);
      // Nor by what is changed through the API meanwhile, which both evaluate anew.
      await one
        .post('/licenses', await vendor.issue({ maxUsers: 1 }))
        .expect(201);
      for (const backend of [one, another]) {
        expect(await capacityOf(backend)).toBe(all + 1);
        expect(await idsOf(backend, 'invalid')).toEqual([]);
        expect(await eventsOf(backend)).toEqual([]);
      }

      await one.post('/security/integrity-scan').expect(200);
      for (const backend of [another, one]) {
        expect(await capacityOf(backend)).toBe(all + 1 - 2 * SEATS);
        expect(await idsOf(backend, 'invalid')).toEqual([
          'LIC-MANY-3',
          'LIC-MANY-4',
        ]);
        expect(await eventsOf(backend)).toEqual([
          ['document_edited', 'license:LIC-MANY-3'],
          ['document_missing', 'license:LIC-MANY-4'],
          ['document_unknown', `document:${sha256(stranger)}`],
        ]);
      }
      await expectFromMemory(all + 1 - 2 * SEATS);
    });
  },
);
