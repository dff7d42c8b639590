import { JsonObject } from '@backstage/types';
import { installMany } from '../__testUtils__/installMany';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { Statements } from '../__testUtils__/Statements';
import { countNoMore } from '../__testUtils__/TestUsers';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import { day, Vendor } from '../__testUtils__/Vendor';

jest.setTimeout(120_000);

/** A page of rows holds 50 documents to verify, 100 to compare, 100 entries of the ledger, or 500 outcomes. */
const FEW = 5;
const MANY = 650;

const licenses = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({
    licenseId: `LIC-MANY-${index}`,
    validUntil: day(10 + (index % 300)),
    supersedes: index % 10 === 0 ? [`LIC-MANY-${index + 1}`] : [],
  }));

/** What a client reads, and how many statements an answer takes. */
const READS: Record<string, number> = {
  '/overview': 2,
  [`/overview?at=${day(60)}T00:00:00Z`]: 2,
  '/licenses?limit=50': 1,
  '/licenses?limit=500&search=many&orderBy=validUntil&order=desc': 1,
  '/licenses?status=expired': 1,
  '/licenses/LIC-MANY-3': 1,
  '/coverage': 2,
  '/usage': 3,
  '/usage/users': 2,
  '/security': 5,
  '/security/events': 2,
  '/security/checkpoint': 1,
  '/revocations': 1,
  '/openapi.json': 0,
};

describeOnDatabases('the number of statements', newDatabase => {
  let vendor: Vendor;
  let backend: StartedBackend;
  let statements: Statements;

  const start = async (count: number) => {
    vendor = await Vendor.create();
    const knex = await newDatabase();
    await installMany(knex, vendor, licenses(count));
    backend = await startLicenseBackend({
      knex,
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        schedule: MANUAL_SCHEDULE,
      },
    });
    statements = new Statements(knex);
    // The first answers read everything, count users, and note what validation and scan see.
    for (const path of ['validation', 'integrity-scan']) {
      const { body } = await backend.post(`/security/${path}`).expect(200);
      expect(body).toMatchObject({ checked: count, failed: 0 });
    }
    await backend.get('/overview').expect(200);
    await countNoMore(knex);
  };
  /** What is measured with few licenses, and with many. */
  const withBoth = async <T>(
    measure: (count: number) => Promise<T>,
  ): Promise<[T, T]> => {
    await start(FEW);
    const few = await measure(FEW);
    await backend.stop();
    await start(MANY);
    return [few, await measure(MANY)];
  };
  const read = async (path: string) => {
    await backend.get(path).expect(200);
  };
  /** Measured twice, as the scheduler may wake a task in between, which then finds that there is nothing to do. */
  const steadily = async <K extends string>(
    measure: (time: number) => Promise<Record<K, number>>,
  ): Promise<Record<K, number>> => {
    const [one, other] = [await measure(1), await measure(2)];
    const names = Object.keys(one) as K[];
    return Object.fromEntries(
      names.map(name => [name, Math.min(one[name], other[name])]),
    ) as Record<K, number>;
  };
  afterEach(() => backend.stop());

  it('of an answer is the same for any number of licenses', async () => {
    const [few, many] = await withBoth(() =>
      steadily(async () => {
        const measured: Record<string, number> = {};
        for (const path of Object.keys(READS)) {
          await read(path);
          measured[path] = await statements.of(() => read(path));
        }
        return measured;
      }),
    );
    expect(few).toEqual(READS);
    expect(many).toEqual(READS);
  });

  it('of a change is the same for any number of licenses', async () => {
    const [few, many] = await withBoth(() =>
      steadily(async time => {
        const changes = { licenseId: `LIC-NEW-${time}` };
        const first = await vendor.issue(changes);
        const second = await vendor.issue({
          ...changes,
          issuedAt: new Date().toISOString(),
        });
        const upload = (file: string, status: number) => () =>
          backend.post('/licenses', file).expect(status);
        return {
          preview: await statements.of(() =>
            backend.post('/licenses/preview', first).expect(200),
          ),
          install: await statements.of(upload(first, 201)),
          installAgain: await statements.of(upload(first, 200)),
          replace: await statements.of(upload(second, 201)),
          delete: await statements.of(() =>
            backend.delete(`/licenses/${changes.licenseId}`).expect(204),
          ),
        };
      }),
    );
    expect(few).toEqual({
      preview: 3,
      install: 11,
      installAgain: 7,
      replace: 13,
      delete: 8,
    });
    expect(many).toEqual(few);
  });

  it.each([
    // Documents: 13 pages and not one. Outcomes: two and not one.
    ['validation', 15, 12 + 1],
    // Documents and entries: seven pages and not one.
    ['integrity-scan', 21, 6 + 6],
  ])('of a %s grows by one a page', async (kind, few, pages) => {
    const measured = await withBoth(count =>
      steadily(async () => ({
        run: await statements.of(async () => {
          const { body } = await backend.post(`/security/${kind}`).expect(200);
          expect(body).toMatchObject({ checked: count, failed: 0 });
        }),
      })),
    );
    expect(measured).toEqual([{ run: few }, { run: few + pages }]);
  });
});
