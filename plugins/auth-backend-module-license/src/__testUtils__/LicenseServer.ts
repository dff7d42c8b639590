import { ServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { JsonObject } from '@backstage/types';
// A test of both sides; at run time they talk over HTTP.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import licensePlugin from '@thetasecure/backstage-plugin-license-backend';
import { Knex } from 'knex';
import request from 'supertest';

/** A license backend that counts by sign-ins, and can be down. */
export class LicenseServer {
  readonly knex: Knex;
  readonly #config: JsonObject;
  readonly #features: ServiceFactory[];
  #backend: TestBackend | undefined;
  #port = 0;

  static async start(options: {
    knex: Knex;
    /** Of `license` in the configuration. */
    config?: JsonObject;
    features?: ServiceFactory[];
  }): Promise<LicenseServer> {
    const server = new LicenseServer(
      options.knex,
      options.config ?? {},
      options.features ?? [],
    );
    await server.start();
    return server;
  }

  private constructor(
    knex: Knex,
    config: JsonObject,
    features: ServiceFactory[],
  ) {
    this.knex = knex;
    this.#config = config;
    this.#features = features;
  }

  /** Where the auth backend finds it, up or down. */
  get url(): string {
    return `http://localhost:${this.#port}/api/license`;
  }

  async start(): Promise<void> {
    this.#backend = await startTestBackend({
      features: [
        licensePlugin,
        mockServices.rootConfig.factory({
          data: {
            license: { activeUsers: { source: 'sign-ins' }, ...this.#config },
          },
        }),
        mockServices.database.mock({ getClient: async () => this.knex })
          .factory,
        mockServices.scheduler.mock({ getScheduledTasks: async () => [] })
          .factory,
        catalogServiceMock.factory({ entities: [] }),
        ...this.#features,
      ],
    });
    this.#port = this.#backend.server.port();
  }

  async stop(): Promise<void> {
    await this.#backend?.stop();
    this.#backend = undefined;
  }

  /** The overview, counted anew. */
  async overview() {
    await this.knex('license_user_counts').update({ due_at: 0 });
    return (await this.get('/overview').expect(200)).body;
  }

  /** The users who count, counted anew. */
  async users(): Promise<string[]> {
    await this.overview();
    const { body } = await this.get('/usage/users?limit=500').expect(200);
    return body.items.map(({ user }: { user: string }) => user);
  }

  /** Asks as a user. */
  get(path: string): request.Test {
    return request(this.#backend!.server)
      .get(`/api/license${path}`)
      .set('Authorization', mockCredentials.user.header());
  }
}
