import { TestDatabases } from '@backstage/backend-test-utils';
import { StartedBackend } from '../__testUtils__/startLicenseBackend';
import { minutesFromNow, Vendor } from '../__testUtils__/Vendor';
import { BY_HAND } from '../__testUtils__/WatchedPortal';
import { Dice } from './__testUtils__/Dice';
import { expectNoOverlap, finishedRuns } from './__testUtils__/finishedRuns';
import { startTwoBackends } from './__testUtils__/startTwoBackends';

jest.setTimeout(300_000);

const VERSIONS = 10;

/** Requests under way at a time: a database answers whoever waits too long that they may come again. */
const IN_FLIGHT = 20;

/** Some are only installed, over and over; others are deleted as well. */
const KEPT = ['LIC-K1', 'LIC-K2', 'LIC-K3', 'LIC-K4', 'LIC-K5', 'LIC-K6'];
const DELETED = ['LIC-D1', 'LIC-D2', 'LIC-D3', 'LIC-D4'];

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

/** The number of seats of the last version, which alone can be installed once all have come. */
const LAST = 100 + VERSIONS;

describe('two backends on one PostgreSQL', () => {
  const dice = new Dice();
  let backends: StartedBackend[];
  let stop: () => Promise<void>;
  let vendor: Vendor;

  beforeAll(async () => {
    vendor = await Vendor.create();
    ({ backends, stop } = await startTwoBackends(databases, {
      trustedKeys: { keys: [vendor.publicJwk as never] },
      schedule: BY_HAND,
    }));
  });
  afterAll(async () => stop());

  /** A request, and what may come of it. */
  interface Move {
    name: string;
    send: (backend: StartedBackend) => PromiseLike<{ status: number }>;
    fit: number[];
  }

  async function uploads(): Promise<Move[]> {
    const moves: Move[] = [];
    for (const licenseId of [...KEPT, ...DELETED]) {
      for (let version = 1; version <= VERSIONS; version += 1) {
        const file = await vendor.issue({
          licenseId,
          maxUsers: 100 + version,
          issuedAt: minutesFromNow(version - 60),
        });
        moves.push({
          name: `upload ${licenseId}`,
          send: backend => backend.post('/licenses', file),
          // New, the same again, or later than a newer one.
          fit: [201, 200, 409],
        });
      }
    }
    // The newest of all comes twice at the same time.
    return [
      ...moves,
      ...moves.filter((_, index) => index % VERSIONS === VERSIONS - 1),
    ];
  }

  const deletions: Move[] = Array.from({ length: 50 }, (_, index) => {
    const licenseId = DELETED[index % DELETED.length];
    return {
      name: `delete ${licenseId}`,
      send: backend => backend.delete(`/licenses/${licenseId}`),
      fit: [204, 404],
    };
  });

  const runs: Move[] = Array.from({ length: 40 }, (_, index) => {
    const kind = index % 2 === 0 ? 'validation' : 'integrity-scan';
    return {
      name: kind,
      send: backend => backend.post(`/security/${kind}`),
      // 202: it goes on after the answer.
      fit: [200, 202],
    };
  });

  it('agree after 200 racing uploads, deletions, validations and scans', async () => {
    const moves = [...(await uploads()), ...deletions, ...runs];
    expect(moves).toHaveLength(200);
    await dice.throwing(async () => {
      const answers: { name: string; status: number; isFit: boolean }[] = [];
      const left = dice.shuffle(moves).entries();
      const takeOn = async () => {
        for (const [index, { name, send, fit }] of left) {
          const { status } = await send(backends[index % backends.length]);
          answers.push({ name, status, isFit: fit.includes(status) });
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, takeOn));
      expect(answers.filter(({ isFit }) => !isFit)).toEqual([]);
      const count = (name: string, status: number) =>
        answers.filter(
          answer => answer.name.startsWith(name) && answer.status === status,
        ).length;
      await expectAgreement({
        installed: count('upload', 201),
        deleted: count('delete', 204),
      });
    });
  });

  async function expectAgreement(done: { installed: number; deleted: number }) {
    const [a, b] = backends;
    const get = async (backend: StartedBackend, path: string) =>
      (await backend.get(path).expect(200)).body;
    const list = await get(a, '/licenses?limit=500');
    expect(await get(b, '/licenses?limit=500')).toEqual(list);
    const { evaluatedAt: _a, ...overview } = await get(a, '/overview');
    const { evaluatedAt: _b, ...other } = await get(b, '/overview');
    expect(other).toEqual(overview);

    const ids: string[] = list.items.map(
      ({ licenseId }: { licenseId: string }) => licenseId,
    );
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toEqual(expect.arrayContaining(KEPT));
    for (const { maxUsers } of list.items) {
      expect(maxUsers).toBe(LAST);
    }
    expect(overview.capacity).toBe(ids.length * LAST);

    for (const backend of backends) {
      const { body } = await backend
        .post('/security/integrity-scan')
        .expect(200);
      expect(body).toMatchObject({ checked: ids.length, failed: 0 });
      expect((await get(backend, '/security/events')).items).toEqual([]);
    }
    await expectLedger(done);
    for (const kind of ['validation', 'integrity-scan'] as const) {
      const all = await finishedRuns(backends[0].knex, kind);
      expect(all).not.toEqual([]);
      expectNoOverlap(all);
    }
  }

  async function expectLedger(done: { installed: number; deleted: number }) {
    const ledger = await backends[0].knex('license_ledger').orderBy('sequence');
    expect(ledger.map(({ sequence }) => Number(sequence))).toEqual(
      ledger.map((_, index) => index + 1),
    );
    const count = (kind: string) =>
      ledger.filter(entry => entry.kind === kind).length;
    expect({
      installed: count('install') + count('replace'),
      deleted: count('delete'),
    }).toEqual(done);
    for (const backend of backends) {
      const { body } = await backend.get('/security/checkpoint').expect(200);
      expect(body.sequence).toBe(ledger.length);
    }
  }
});
