import {
  createBackendModule,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import request from 'supertest';
import authModuleLicense from '..';

type Task = Parameters<SchedulerService['scheduleTask']>[0];

/** Signs in whomever a header names. */
export const testProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'test-provider',
  register: env =>
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      init: async ({ providers }) =>
        providers.registerProvider({
          providerId: 'test',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize() {},
              authenticate: async ({ req }) => ({
                result: String(req.headers['x-user']),
              }),
            }),
            signInResolver: async ({ result }, context) =>
              context.issueToken({ claims: { sub: result, ent: [result] } }),
          }),
        }),
    }),
});

/** What the auth plugin needs. */
export const AUTH_CONFIG = {
  app: { baseUrl: 'http://localhost:3000' },
  auth: { providers: { test: {} } },
};

/** How an auth backend is started. */
export interface AuthBackendOptions {
  knex: Knex;
  /** Where the license backend is at the moment. */
  licenseUrl: () => string;
  /** Of `auth` in the configuration. */
  auth?: JsonObject;
  /** Without it, nobody makes the tables of the auth backend. */
  withPlugin?: boolean;
}

/** A started auth backend with the module, whose license backend is elsewhere. */
export class AuthBackend {
  readonly knex: Knex;
  /** Everything that was logged. */
  readonly logs: string[] = [];
  #task: Task | undefined;
  #backend: TestBackend | undefined;

  static async start(options: AuthBackendOptions): Promise<AuthBackend> {
    const { knex, licenseUrl, auth, withPlugin = true } = options;
    const backend = new AuthBackend(knex);
    const logger = mockServices.rootLogger.mock();
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      logger[level].mockImplementation(message => {
        backend.logs.push(`${level} ${message}`);
      });
    }
    logger.child.mockImplementation(() => logger);
    backend.#backend = await startTestBackend({
      features: [
        ...(withPlugin ? [authPlugin, testProvider] : []),
        authModuleLicense,
        logger.factory,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            ...AUTH_CONFIG,
            auth: { ...AUTH_CONFIG.auth, ...auth },
          },
        }),
        mockServices.database.mock({ getClient: async () => knex }).factory,
        mockServices.scheduler.mock({
          scheduleTask: async task => {
            backend.#task = task;
          },
        }).factory,
        mockServices.discovery.mock({
          getBaseUrl: async id =>
            id === 'license' ? licenseUrl() : `http://localhost/api/${id}`,
          getExternalBaseUrl: async id => `http://localhost/api/${id}`,
        }).factory,
      ],
    });
    return backend;
  }

  private constructor(knex: Knex) {
    this.knex = knex;
  }

  /** The task of the module. */
  get task(): Task {
    return this.#task!;
  }

  /** Runs that task once. */
  async run(signal = new AbortController().signal): Promise<void> {
    await this.task.fn(signal);
  }

  /** Signs a user in, as the page does. */
  async signIn(user: string): Promise<void> {
    await request(this.#backend!.server)
      .get('/api/auth/test/refresh')
      .set('X-User', user)
      .expect(200);
  }

  async stop(): Promise<void> {
    await this.#backend!.stop();
  }
}
