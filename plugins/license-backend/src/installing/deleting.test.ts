import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';

describeOnDatabases('deleting a license', newDatabase => {
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

  it('removes it from the capacity at once', async () => {
    await backend
      .post('/licenses', await vendor.issue({ licenseId: 'LIC:A.1' }))
      .expect(201);
    await backend.delete('/licenses/LIC%3AA.1').expect(204);
    const { body } = await backend.get('/overview').expect(200);
    expect(body.capacity).toBe(0);
    expect(backend.audit).toContainEqual({
      eventId: 'delete',
      status: 'succeeded',
      meta: { licenseId: 'LIC:A.1' },
    });
  });

  it('answers 404 for an unknown one', async () => {
    const { body } = await backend.delete('/licenses/LIC-0').expect(404);
    expect(body.error.name).toBe('NotFoundError');
  });

  it('removes one whose document is damaged', async () => {
    await backend
      .post('/licenses', await vendor.issue({ licenseId: 'LIC-A' }))
      .expect(201);
    await backend
      .knex('license_documents')
      .update({ document: 'nothing of the kind' });
    await backend.delete('/licenses/LIC-A').expect(204);
    await backend.get('/licenses/LIC-A').expect(404);
    expect(await backend.knex('license_documents')).toEqual([]);
  });
});
