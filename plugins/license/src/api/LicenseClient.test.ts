import { mockApis } from '@backstage/frontend-test-utils';
import { ResponseError } from '@backstage/errors';
import { someRevocations } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { LicenseClient } from './LicenseClient';
import { UnreachableError } from './UnreachableError';

function setUp() {
  const server = new FakeServer();
  const client = new LicenseClient({
    discoveryApi: mockApis.discovery(),
    fetchApi: { fetch: server.fetch },
  });
  return { server, client };
}

describe('LicenseClient', () => {
  afterEach(() => jest.useRealTimers());

  it('writes queries, and leaves out what is not asked', async () => {
    const { server, client } = setUp();

    await client.listLicenses({
      limit: 20,
      offset: 0,
      status: ['active', 'expired'],
      search: '',
    });

    expect(server.requests[0].query.toString()).toBe(
      'limit=20&offset=0&status=active&status=expired',
    );
  });

  it('tells a refusal with what the server said', async () => {
    const { server, client } = setUp();
    server.answer('GET /overview', () =>
      refusal(403, 'NotAllowedError', 'not for you'),
    );

    const error = await client.getOverview().catch(e => e);

    expect(ResponseError.is(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 403,
      cause: { message: 'not for you' },
    });
  });

  it('tells a lost connection from a refusal', async () => {
    const { server, client } = setUp();
    server.connected = false;

    await expect(client.getOverview()).rejects.toBeInstanceOf(UnreachableError);
  });

  it('tells that the browser stopped a download, and takes no other answer for that', async () => {
    const { server, client } = setUp();
    const stopped = new DOMException('aborted', 'AbortError');
    for (const route of ['GET /usage/users.csv', 'GET /overview']) {
      server.answer(route, () => Promise.reject(stopped));
    }

    await expect(client.exportUsers({})).rejects.toBe(stopped);
    await expect(client.getOverview()).rejects.toBeInstanceOf(UnreachableError);
  });

  it('gives up on a server that does not answer', async () => {
    jest.useFakeTimers();
    const hanging = new LicenseClient({
      discoveryApi: mockApis.discovery(),
      fetchApi: {
        fetch: (_input, init) =>
          new Promise((_, reject) => {
            init?.signal?.addEventListener('abort', () =>
              reject(new DOMException('aborted', 'AbortError')),
            );
          }),
      },
    });

    const answers = Promise.allSettled([
      hanging.getOverview(),
      hanging.exportUsers({}),
    ]);
    await jest.advanceTimersByTimeAsync(120_000);

    expect(await answers).toEqual(
      Array(2).fill({
        status: 'rejected',
        reason: expect.any(UnreachableError),
      }),
    );
  });

  it.each([
    'a/b?c#d',
    '%',
    '%2E',
    '...',
    '/',
    '\\',
    'file:../x',
    'document:..',
  ])('sends the id %s as it is', async id => {
    const { server, client } = setUp();
    const answer = { note: 'Known.', evidence: 'evidence-1' };

    await client.getLicense(id).catch(() => {});
    await client.delete(id).catch(() => {});
    await client.acknowledge(id, answer).catch(() => {});

    const sent = encodeURIComponent(id);
    expect(
      server.requests.map(({ method, path }) => `${method} ${path}`),
    ).toEqual([
      `GET /licenses/${sent}`,
      `DELETE /licenses/${sent}`,
      `POST /security/events/${sent}/acknowledge`,
    ]);
  });

  it.each(['', '.', '..', 'LIC-\uD800'])(
    'sends nothing with the id %j, which would end up at another address',
    async id => {
      const { server, client } = setUp();
      const answer = { note: 'Known.', evidence: 'evidence-1' };

      for (const attempt of [
        () => client.getLicense(id),
        () => client.delete(id),
        () => client.acknowledge(id, answer),
      ]) {
        await expect(attempt()).rejects.toThrow(
          `${JSON.stringify(id)} cannot be part of an address`,
        );
      }

      expect(server.requests).toHaveLength(0);
    },
  );

  it('says whether an upload changed anything', async () => {
    const { server, client } = setUp();
    expect((await client.upload(new Blob(['{}']))).changed).toBe(true);

    server.answer('POST /licenses', () => Response.json(server.preview));
    expect((await client.upload(new Blob(['{}']))).changed).toBe(false);
  });

  it('reads the head of the ledger', async () => {
    const { server, client } = setUp();

    expect(await client.getCheckpoint()).toEqual(server.checkpoint);
  });

  it('uploads the very bytes of a revocation list, and says whether it is a new one', async () => {
    const { server, client } = setUp();
    const bytes = ` ${JSON.stringify(someRevocations())}\n`;

    expect(await client.uploadRevocations(new Blob([bytes]))).toEqual({
      ...someRevocations(),
      changed: true,
    });
    expect(await client.uploadRevocations(new Blob([bytes]))).toMatchObject({
      changed: false,
    });

    const [upload] = server.received('POST /revocations');
    expect(upload.headers.get('content-type')).toBe('application/octet-stream');
    expect(await (upload.body as Blob).text()).toBe(bytes);
    expect(await client.getRevocations()).toEqual(someRevocations());
  });

  it('asks about users and seats', async () => {
    const { server, client } = setUp();

    expect(await client.getUsage({ from: '2026-05-01' })).toEqual(
      server.history,
    );
    expect(await client.getCoverage({})).toEqual(server.coverage);
    expect(
      (await client.listUsers({ search: 'user-2', orderBy: 'since' })).items,
    ).toEqual([server.users[1]]);
    expect(await client.previewReclaim({ days: 14, limit: 20 })).toMatchObject({
      days: 14,
    });

    expect(
      server.requests.map(({ path, query }) => `${path}?${query}`),
    ).toEqual([
      '/usage?from=2026-05-01',
      '/coverage?',
      '/usage/users?search=user-2&orderBy=since',
      '/usage/reclaim?days=14&limit=20',
    ]);
  });

  it('brings the users as the file that the server sends', async () => {
    const { server, client } = setUp();

    const file = await client.exportUsers({ order: 'desc' });

    expect(await file.text()).toBe(
      'User\r\nuser:default/sample-user-2\r\nuser:default/sample-user-1\r\n',
    );
    expect(file.type).toMatch(/^text\/csv/);
    expect(server.requests[0].query.toString()).toBe('order=desc');
  });
});
