import {
  Coverage,
  coverageSchema,
} from '@thetasecure/backstage-plugin-license-common';
import { JsonObject } from '@backstage/types';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { ageCounts, TestUsers } from '../__testUtils__/TestUsers';
import { day, Vendor } from '../__testUtils__/Vendor';

describeOnDatabases('coverage', newDatabase => {
  let backend: StartedBackend;
  let source: TestUsers;
  let vendor: Vendor;

  const start = async (
    options: Partial<Parameters<typeof startLicenseBackend>[0]> = {},
  ) => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: {
        ...source.config,
        trustedKeys: { keys: [vendor.publicJwk as never] },
      },
      features: [source.module],
      ...options,
    });
  };
  const coverage = async (query = ''): Promise<Coverage> => {
    const { body } = await backend.get(`/coverage${query}`).expect(200);
    // Nothing but what the API's description says.
    expect(coverageSchema.strict().parse(body)).toEqual(body);
    return body;
  };
  const install = async (changes: JsonObject = {}) =>
    backend.post('/licenses', await vendor.issue(changes)).expect(201);

  beforeEach(async () => {
    vendor = await Vendor.create();
    source = new TestUsers();
    source.setCount(63);
  });
  afterEach(async () => backend.stop());

  it('is that of the licenses installed, scheduled ones included', async () => {
    await start();
    await install({ validUntil: day(10), gracePeriodDays: 5 });
    await install({
      validFrom: day(11),
      validUntil: day(40),
      maxUsers: 60,
      licenseId: 'LIC-NEXT',
    });
    expect(await coverage()).toEqual({
      items: [
        { date: day(0), capacity: 100 },
        { date: day(11), capacity: 160 },
        { date: day(16), capacity: 60 },
        { date: day(41), capacity: 0 },
      ],
      gaps: [{ from: day(41), to: null }],
      activeUsers: 63,
      shortfall: {
        date: day(16),
        capacityBefore: 160,
        capacity: 60,
        missing: 3,
      },
      coverageEnds: day(11),
      graceEnds: day(16),
      warnings: [{ type: 'coverage_ends', threshold: 14, date: day(11) }],
    });
  });

  it('is silent about the end of a license that a renewal follows', async () => {
    await start();
    await install({ validUntil: day(3) });
    expect((await coverage()).warnings).toEqual([
      { type: 'coverage_ends', threshold: 7, date: day(4) },
    ]);
    await install({ validFrom: day(4), validUntil: day(300) });
    expect(await coverage()).toMatchObject({
      gaps: [{ from: day(301), to: null }],
      coverageEnds: day(301),
      warnings: [],
    });
  });

  it('knows nothing to come without a license', async () => {
    await start();
    expect(await coverage()).toEqual({
      items: [{ date: day(0), capacity: 0 }],
      gaps: [{ from: day(0), to: null }],
      activeUsers: 63,
      shortfall: { date: day(0), capacityBefore: 0, capacity: 0, missing: 63 },
      coverageEnds: null,
      graceEnds: null,
      warnings: [],
    });
  });

  it('is enough for nobody', async () => {
    source.setCount(0);
    await start();
    await install({ validUntil: day(100) });
    expect(await coverage()).toMatchObject({
      activeUsers: 0,
      shortfall: null,
      coverageEnds: day(101),
      warnings: [],
    });
  });

  it('uses the last count if users cannot be counted, and none if there never was one', async () => {
    source.fail('The directory is closed');
    await start();
    await install({ maxUsers: 64, validUntil: day(20) });
    expect(await coverage()).toMatchObject({
      activeUsers: null,
      shortfall: null,
      coverageEnds: day(21),
      warnings: [{ type: 'coverage_ends', threshold: 30 }],
    });

    source.setCount(63);
    await ageCounts(backend.knex);
    const counted = await coverage();
    expect(counted).toMatchObject({
      activeUsers: 63,
      shortfall: { date: day(21), missing: 63 },
      warnings: [{ type: 'utilization', threshold: 95 }, {}],
    });

    source.fail('The directory is closed');
    await ageCounts(backend.knex);
    expect(await coverage()).toEqual(counted);
  });

  it('can be asked for between other days', async () => {
    await start();
    await install({ validFrom: day(-100), validUntil: day(100) });
    expect((await coverage(`?from=${day(-200)}&to=${day(200)}`)).items).toEqual(
      [
        { date: day(-200), capacity: 0 },
        { date: day(-100), capacity: 100 },
        { date: day(101), capacity: 0 },
      ],
    );
    expect((await coverage(`?from=${day(101)}&to=${day(101)}`)).items).toEqual([
      { date: day(101), capacity: 0 },
    ]);
    expect((await coverage(`?to=${day(0)}`)).items).toEqual([
      { date: day(0), capacity: 100 },
    ]);
  });

  it('looks a year ahead, from the first day that is asked for', async () => {
    await start();
    await install({ validFrom: day(365), validUntil: day(365) });
    expect((await coverage()).items.map(({ date }) => date)).toEqual([
      day(0),
      day(365),
    ]);
    expect(
      (await coverage(`?from=${day(1)}`)).items.map(({ date }) => date),
    ).toEqual([day(1), day(365), day(366)]);
  });

  it.each([
    [`?to=${day(-1)}`, '"to" must not be before today'],
    [`?from=${day(2)}&to=${day(1)}`, '"to" must not be before "from"'],
    ['?from=tomorrow', '"from" must be a real day, written YYYY-MM-DD'],
    ['?from=2026-02-30', '"from" must be a real day'],
    ['?to=1999-12-31', '"to" must be in a year from 2000 to 2200'],
    [`?to=${day(1)}&to=${day(2)}`, '"to" must be a real day'],
  ])('refuses %s', async (query, message) => {
    await start();
    const { body } = await backend.get(`/coverage${query}`).expect(400);
    expect(body.error).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(`The query parameter ${message}`),
    });
  });

  it('is for those who may see the page', async () => {
    const allowed = ['license.read'];
    await start({ isAllowed: name => allowed.includes(name) });
    await backend.get('/coverage').expect(200);
    allowed.pop();
    const { body } = await backend.get('/coverage').expect(403);
    expect(body.error.message).toContain('"license.read"');
  });
});
