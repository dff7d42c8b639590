import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';

const ROUTES: [string, string, string][] = [
  ['get', '/overview', 'license.read'],
  ['get', '/licenses', 'license.read'],
  ['get', '/licenses/LIC-1', 'license.read'],
  ['get', '/coverage', 'license.read'],
  ['get', '/revocations', 'license.read'],
  ['get', '/openapi.json', 'license.read'],
  ['post', '/licenses', 'license.create'],
  ['post', '/licenses/preview', 'license.create'],
  ['post', '/refresh', 'license.create'],
  ['post', '/revocations', 'license.create'],
  ['delete', '/licenses/LIC-1', 'license.delete'],
  ['get', '/security', 'license.security.read'],
  ['get', '/security/events', 'license.security.read'],
  ['get', '/security/checkpoint', 'license.security.read'],
  ['get', '/security/checkpoint?sequence=1', 'license.security.read'],
  ['get', '/security/checkpoint?sequence=0', 'license.security.read'],
  ['post', '/security/validation', 'license.security.manage'],
  ['post', '/security/integrity-scan', 'license.security.manage'],
  ['post', '/security/events/1/acknowledge', 'license.security.manage'],
  ['get', '/usage', 'license.read'],
  ['get', '/usage/users', 'license.usage.read'],
  ['get', '/usage/users.csv', 'license.usage.read'],
  ['get', '/usage/reclaim', 'license.usage.read'],
];

describeOnDatabases('access', newDatabase => {
  let backend: StartedBackend;
  let allowed = new Set<string>();

  beforeEach(async () => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      isAllowed: name => allowed.has(name),
    });
  });
  afterEach(async () => backend.stop());

  const ask = (method: string, path: string) => {
    if (method === 'post') {
      // What is too large is not read before permission is decided.
      return backend.post(path, Buffer.alloc(70_000));
    }
    return method === 'get' ? backend.get(path) : backend.delete(path);
  };

  it.each(ROUTES)('%s %s needs %s', async (method, path, permission) => {
    const all = new Set(ROUTES.map(([, , name]) => name));
    allowed = new Set([...all].filter(name => name !== permission));
    const { body } = await ask(method, path).expect(403);
    expect(body.error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(`"${permission}"`),
    });

    allowed = new Set([permission]);
    const { status } = await ask(method, path);
    expect([200, 400, 404, 413]).toContain(status);
  });

  it.each(ROUTES)('%s %s needs somebody', async (method, path) => {
    allowed = new Set(ROUTES.map(([, , name]) => name));
    await ask(method, path).set('Authorization', 'Bearer nonsense').expect(401);
  });
});

describeOnDatabases('bad requests', newDatabase => {
  let backend: StartedBackend;

  beforeAll(async () => {
    const vendor = await Vendor.create();
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { trustedKeys: { keys: [vendor.publicJwk as never] } },
    });
  });
  afterAll(async () => backend.stop());

  it.each([
    ['/overview?at=', 'at'],
    ['/overview?at=yesterday', 'at'],
    ['/overview?at=2026-01-01T00:00:00Z&at=2026-01-01T00:00:00Z', 'at'],
    ['/overview?at=2026-02-30T00:00:00Z', 'at'],
    ['/licenses?limit=0', 'limit'],
    ['/licenses?limit=501', 'limit'],
    ['/licenses?limit=', 'limit'],
    ['/licenses?limit=1e2', 'limit'],
    ['/licenses?limit=10&limit=20', 'limit'],
    ['/licenses?offset=-1', 'offset'],
    ['/licenses?status=', 'status'],
    ['/licenses?status=active&status=good', 'status'],
    ['/licenses?search=', 'search'],
    ['/licenses?search[a]=b', 'search'],
    ['/licenses?orderBy=licenseKey', 'orderBy'],
    ['/licenses?order=up', 'order'],
    ['/security/events?state=some', 'state'],
    ['/usage?from=2026-02-30', 'from'],
    ['/usage?from=', 'from'],
    ['/usage?from=2026-01-01&from=2026-01-02', 'from'],
    ['/usage?to=1999-12-31', 'to'],
    ['/usage?from=2026-01-02&to=2026-01-01', 'to'],
    ['/usage?from=2199-01-01', 'from'],
    ['/usage/users?limit=501', 'limit'],
    ['/usage/users?search=', 'search'],
    ['/usage/users?search=%00', 'search'],
    ['/usage/users?orderBy=reason', 'orderBy'],
    ['/usage/users.csv?order=up', 'order'],
    ['/usage/reclaim', 'days'],
    ['/usage/reclaim?days=0', 'days'],
    ['/usage/reclaim?days=3651', 'days'],
    ['/security/events?limit=x', 'limit'],
    ['/security/checkpoint?sequence=', 'sequence'],
    ['/security/checkpoint?sequence=0', 'sequence'],
    ['/security/checkpoint?sequence=-1', 'sequence'],
    ['/security/checkpoint?sequence=1.5', 'sequence'],
    ['/security/checkpoint?sequence=last', 'sequence'],
    ['/security/checkpoint?sequence=1000000000', 'sequence'],
    ['/security/checkpoint?sequence=1&sequence=1', 'sequence'],
    ['/security/checkpoint?sequence[gt]=1', 'sequence'],
  ])('GET %s names the parameter', async (path, parameter) => {
    const { body } = await backend.get(path).expect(400);
    expect(body.error.name).toBe('InputError');
    expect(body.error.message).toContain(`"${parameter}"`);
  });

  it.each([
    '/licenses/%00',
    '/licenses/%E0%A4%A',
    '/licenses/..%2f..%2fetc%2fpasswd',
    `/licenses/${'x'.repeat(5000)}`,
    "/licenses/' or 1=1 --",
    '/licenses?search=%00%27%22',
  ])('GET %s is no failure of the server', async path => {
    const { status } = await backend.get(path);
    expect([200, 400, 404]).toContain(status);
  });

  it.each(['%00', 'x'.repeat(5000), "'"])(
    'DELETE and acknowledge of %j are no failure of the server',
    async id => {
      await backend.delete(`/licenses/${id}`).expect(404);
      await backend
        .post(`/security/events/${id}/acknowledge`)
        .set('Content-Type', 'application/json')
        .send('{"note":"seen","evidence":"what was shown"}')
        .expect(404);
    },
  );

  it.each([
    ['{', 'JSON'],
    ['[]', 'note'],
    ['{}', 'note'],
    ['{"note":""}', 'note'],
    ['{"note":"   "}', 'note'],
    [`{"note":"${'x'.repeat(501)}"}`, 'note'],
    ['{"note":1}', 'note'],
    ['{"note":"a\\u0000b"}', 'note'],
    ['{"note":"a\\ud800"}', 'note'],
    ['{"note":"seen"}', 'evidence'],
    ['{"note":"seen","evidence":1}', 'evidence'],
    [`{"note":"seen","evidence":"${'x'.repeat(201)}"}`, 'evidence'],
  ])('an acknowledgement of %p names what is wrong', async (text, named) => {
    const { body } = await backend
      .post('/security/events/1/acknowledge')
      .set('Content-Type', 'application/json')
      .send(text)
      .expect(400);
    expect(body.error.message).toContain(named);
    expect(body.error).not.toHaveProperty('body');
  });

  it.each(['/nothing', '/', '/usage/nobody', '/licenses/a/b'])(
    'GET %s says that there is no such route',
    async path => {
      const { body } = await backend.get(path).expect(404);
      expect(body.error.message).toContain('no such route');
    },
  );

  it('takes any bytes for a license file without failing', async () => {
    for (let round = 0; round < 40; round++) {
      const bytes = Buffer.from(
        Array.from(
          { length: round * 7 },
          (_, i) => (i * 131 + round * 17) % 256,
        ),
      );
      await backend.post('/licenses', bytes).expect(400);
      const { body } = await backend
        .post('/licenses/preview', bytes)
        .expect(200);
      expect(body.checks).toEqual([
        expect.objectContaining({ code: 'format', status: 'fail' }),
      ]);
    }
  });

  it('describes itself in OpenAPI 3.1', async () => {
    const { body } = await backend.get('/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain('/licenses/{licenseId}');
  });
});

describeOnDatabases('a database that is gone', newDatabase => {
  it('is a 503 with a hint when to try again, and no secret of the server', async () => {
    const knex = await newDatabase();
    const backend = await startLicenseBackend({ knex });
    await backend.get('/overview').expect(200);
    // The connections end as they do when the server goes away.
    await knex.destroy();
    const { body, headers } = await backend.get('/overview').expect(503);
    expect(body.error.name).toBe('ServiceUnavailableError');
    expect(headers['retry-after']).toBe('5');
    expect(JSON.stringify(body)).not.toMatch(
      /select|license_ledger|license_documents|pool/i,
    );
    knex.initialize();
    await backend.stop();
  });
});
