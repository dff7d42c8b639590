import {
  BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  Permission,
} from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import {
  Endpoint,
  endpoints,
} from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import request from 'supertest';
import licensePlugin from '..';

/** The databases that every test of the backend runs on. */
export const databaseIds: TestDatabaseId[] = ['SQLITE_3', 'POSTGRES_18'];

/** Seals the ledger, unless a test says otherwise. */
export const SECRET = 'a secret that only the tests know';

/** So many users for the catalog. */
export const users = (count: number): Entity[] =>
  Array.from({ length: count }, (_, index) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: `user-${index + 1}` },
    spec: {},
  }));

/** What the auditor was told. */
export interface AuditRecord {
  eventId: string;
  status: 'succeeded' | 'failed';
  message?: string;
  meta?: unknown;
}

const permissionsOf = (isAllowed: (name: string) => boolean) => {
  const decide = async (queries: { permission: Permission }[]) =>
    queries.map(({ permission }) => ({
      result: isAllowed(permission.name)
        ? AuthorizeResult.ALLOW
        : AuthorizeResult.DENY,
    }));
  return mockServices.permissions.mock({
    authorize: decide as never,
    authorizeConditional: decide as never,
  }).factory;
};

/** Holds each success against the schema of its endpoint: nothing is missing, and nothing is told besides. */
function expectDescribed(
  method: Endpoint['method'],
  path: string,
  { ok, status, body }: request.Response,
): void {
  // What begins with a dot is the framework's own.
  if (!ok || path.startsWith('/.')) {
    return;
  }
  const endpoint = Object.values<Endpoint>(endpoints).find(
    known =>
      known.method === method &&
      new RegExp(`^${known.path.replace(/:\w+/g, '[^/]+')}(\\?|$)`).test(path),
  );
  const { schema, contentType } = endpoint!.responses[status];
  if (schema && !contentType) {
    expect(schema.parse(body)).toEqual(body);
  }
}

/** A started backend and what a test does with it. */
export interface StartedBackend {
  get(path: string): request.Test;
  post(path: string, body?: string | Buffer): request.Test;
  delete(path: string): request.Test;
  audit: AuditRecord[];
  logs: string[];
  knex: Knex;
  stop(): Promise<void>;
}

/** Starts the plugin on a real database, with the real scheduler; only sign-in, catalog and policy are stand-ins. */
export async function startLicenseBackend(options: {
  knex: Knex;
  license?: JsonObject;
  /** Configuration of others than the plugin. */
  config?: JsonObject;
  /** Databases of other plugins, by plugin id. */
  databases?: Record<string, Knex>;
  catalog?: Entity[];
  isAllowed?: (permission: string) => boolean;
  features?: BackendFeature[];
}): Promise<StartedBackend> {
  const audit: AuditRecord[] = [];
  const logs: string[] = [];
  const log = (...parts: unknown[]) => {
    logs.push(
      parts
        .map(part =>
          part instanceof Error ? `${part.stack}` : JSON.stringify(part),
        )
        .join(' '),
    );
  };
  const logger = mockServices.rootLogger.mock({
    info: log,
    warn: log,
    error: log,
    debug: log,
  });
  logger.child.mockImplementation(() => logger);

  const started = await startTestBackend({
    features: [
      licensePlugin,
      schedulerServiceFactory,
      logger.factory,
      mockServices.rootConfig.factory({
        data: {
          ...options.config,
          license: {
            ...options.license,
            integrity: {
              keys: [{ secret: SECRET }],
              ...(options.license?.integrity as JsonObject | undefined),
            },
          },
        },
      }),
      createServiceFactory({
        service: coreServices.database,
        deps: { plugin: coreServices.pluginMetadata },
        factory: ({ plugin }) => ({
          getClient: async () =>
            options.databases?.[plugin.getId()] ?? options.knex,
        }),
      }),
      permissionsOf(options.isAllowed ?? (() => true)),
      catalogServiceMock.factory({ entities: options.catalog ?? users(63) }),
      mockServices.auditor.mock({
        createEvent: async ({ eventId, meta }) => ({
          success: async done => {
            audit.push({
              eventId,
              status: 'succeeded',
              meta: { ...meta, ...done?.meta },
            });
          },
          fail: async ({ error }) => {
            audit.push({ eventId, status: 'failed', message: error.message });
          },
        }),
      }).factory,
      ...(options.features ?? []),
    ],
  });

  const { server } = started;
  const ask = (method: Endpoint['method'], path: string) =>
    request(server)
      [method](`/api/license${path}`)
      .set('Authorization', mockCredentials.user.header())
      .expect(response => expectDescribed(method, path, response));
  return {
    get: path => ask('get', path),
    post: (path, body) => {
      const test = ask('post', path).set(
        'Content-Type',
        'application/octet-stream',
      );
      return body === undefined ? test : test.send(body);
    },
    delete: path => ask('delete', path),
    audit,
    logs,
    knex: options.knex,
    stop: () => started.stop(),
  };
}

/** Runs a group of tests on each database; `setUp` makes an empty one. */
export function describeOnDatabases(
  name: string,
  tests: (newDatabase: () => Promise<Knex>) => void,
): void {
  const databases = TestDatabases.create({ ids: databaseIds });
  describe.each(databases.eachSupportedId())(`${name}, on %p`, id => {
    tests(() => databases.init(id));
  });
}
