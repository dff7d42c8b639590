import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from './__testUtils__/startLicenseBackend';
import { day, Vendor } from './__testUtils__/Vendor';

describeOnDatabases('the overview', newDatabase => {
  let backend: StartedBackend;
  let vendor: Vendor;

  beforeEach(async () => {
    vendor = await Vendor.create();
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { trustedKeys: { keys: [vendor.publicJwk as never] } },
    });
  });
  afterEach(async () => backend.stop());

  it('shows the example of the product manual', async () => {
    await backend.post('/licenses', await vendor.issue()).expect(201);
    await backend
      .post(
        '/licenses',
        await vendor.issue({
          maxUsers: 10,
          validUntil: day(-10),
          gracePeriodDays: 30,
        }),
      )
      .expect(201);

    const { body } = await backend.get('/overview').expect(200);
    expect(body).toEqual({
      operatingMode: 'licensed',
      inGracePeriod: false,
      activeUsers: 63,
      capacity: 110,
      utilizationPercent: 57,
      remaining: 47,
      overBy: 0,
      usage: {
        source: 'catalog',
        rule: 'Users in the catalog',
        countedAt: expect.stringMatching(/Z$/),
        stale: false,
      },
      evaluatedAt: expect.stringMatching(/Z$/),
      productInstanceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      trustedKeys: 1,
      licenses: [
        expect.objectContaining({ maxUsers: 10, status: 'grace_period' }),
        expect.objectContaining({ maxUsers: 100, status: 'active' }),
      ],
      licensesTotal: 2,
    });
  });

  it('judges another instant by dates only', async () => {
    await backend
      .post('/licenses', await vendor.issue({ validUntil: day(1) }))
      .expect(201);

    const later = await backend.get(`/overview?at=${day(2)}T00:00:00Z`);
    expect(later.body).toMatchObject({
      operatingMode: 'limited',
      capacity: 0,
      utilizationPercent: null,
      remaining: 0,
      overBy: 63,
      evaluatedAt: `${day(2)}T00:00:00.000Z`,
      licenses: [],
      licensesTotal: 0,
    });
  });
});
