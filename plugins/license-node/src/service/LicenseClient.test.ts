import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { LicenseClient } from './LicenseClient';

const OWN: BackstageCredentials = {
  $$type: '@backstage/BackstageCredentials',
  principal: 'the plugin',
};
const SOMEBODY: BackstageCredentials = {
  $$type: '@backstage/BackstageCredentials',
  principal: 'somebody',
};

const OVERVIEW = { operatingMode: 'licensed', capacity: 110 };

describe('LicenseClient', () => {
  const fetched = jest.spyOn(global, 'fetch');
  const getPluginRequestToken = jest.fn(
    async (options: {
      onBehalfOf: BackstageCredentials;
      targetPluginId: string;
    }) => ({
      token: `${options.targetPluginId} for ${options.onBehalfOf.principal}`,
    }),
  );
  const client = LicenseClient.create({
    discovery: {
      getBaseUrl: async plugin => `http://portal.test:7007/api/${plugin}`,
    },
    auth: {
      getOwnServiceCredentials: async () => ({
        ...OWN,
        principal: { type: 'service', subject: 'plugin:other' },
      }),
      getPluginRequestToken,
    },
  });

  beforeEach(() => {
    jest.clearAllMocks();
    fetched.mockImplementation(async () => Response.json(OVERVIEW));
  });

  afterAll(() => jest.restoreAllMocks());

  it('answers with the overview', async () => {
    expect(await client.getOverview()).toEqual(OVERVIEW);
    const [[url]] = fetched.mock.calls;
    expect(String(url)).toBe('http://portal.test:7007/api/license/overview');
  });

  it('asks for itself', async () => {
    await client.getOverview();
    expect(getPluginRequestToken).toHaveBeenCalledWith({
      onBehalfOf: expect.objectContaining({
        principal: { type: 'service', subject: 'plugin:other' },
      }),
      targetPluginId: 'license',
    });
  });

  it('asks on behalf of somebody', async () => {
    await client.getOverview({ credentials: SOMEBODY });
    expect(fetched).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({
        headers: { Authorization: 'Bearer license for somebody' },
      }),
    );
  });

  it('asks for another instant', async () => {
    await client.getOverview({ at: new Date('2026-07-01T12:00:00Z') });
    const [[url]] = fetched.mock.calls;
    expect(new URL(String(url)).searchParams.get('at')).toBe(
      '2026-07-01T12:00:00.000Z',
    );
  });

  it('throws what the backend answers', async () => {
    fetched.mockResolvedValue(
      Response.json(
        {
          error: { name: 'NotAllowedError', message: 'no' },
          response: { statusCode: 403 },
        },
        { status: 403 },
      ),
    );
    await expect(client.getOverview()).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 403,
    });
  });
});
