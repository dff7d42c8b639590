import { z } from 'zod';
import { CHECK_CODES } from '../domain/checks';
import { LICENSE_STATUSES } from '../domain/licenses';
import { createOpenApiDocument } from './openapi';

const content = z.record(z.string(), z.object({ schema: z.looseObject({}) }));
const documentSchema = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string() }),
  servers: z.array(z.object({ url: z.string() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        summary: z.string(),
        description: z.string(),
        parameters: z
          .array(
            z.looseObject({
              name: z.string(),
              in: z.enum(['query', 'path']),
              schema: z.looseObject({}),
            }),
          )
          .optional(),
        requestBody: z.object({ content }).optional(),
        responses: z.record(
          z.string(),
          z.object({ description: z.string(), content: content.optional() }),
        ),
      }),
    ),
  ),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({})),
  }),
});

const document = documentSchema.parse(createOpenApiDocument('1.2.3'));

describe('createOpenApiDocument', () => {
  it('is OpenAPI 3.1 for this version of the plugin', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    expect(document.servers).toEqual([{ url: '/api/license' }]);
  });

  it('is plain JSON', () => {
    const plain = createOpenApiDocument('1.2.3');
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  });

  it('needs a token everywhere', () => {
    const [[scheme]] = document.security.map(Object.keys);
    expect(document.components.securitySchemes[scheme]).toMatchObject({
      type: 'http',
      scheme: 'bearer',
    });
  });

  it.each([
    ['get', '/overview', 'license.read', [200, 400]],
    ['get', '/licenses', 'license.read', [200, 400]],
    ['get', '/licenses/{licenseId}', 'license.read', [200, 404]],
    ['post', '/licenses', 'license.create', [200, 201, 400, 409, 413, 415]],
    ['post', '/licenses/preview', 'license.create', [200, 413, 415]],
    ['delete', '/licenses/{licenseId}', 'license.delete', [204, 404, 409]],
    ['post', '/refresh', 'license.create', [200]],
    ['get', '/security', 'license.security.read', [200]],
    [
      'post',
      '/security/validation',
      'license.security.manage',
      [200, 202, 409],
    ],
    [
      'post',
      '/security/integrity-scan',
      'license.security.manage',
      [200, 202, 409],
    ],
    ['get', '/security/events', 'license.security.read', [200, 400]],
    [
      'post',
      '/security/events/{id}/acknowledge',
      'license.security.manage',
      [200, 400, 404, 409],
    ],
    ['get', '/security/checkpoint', 'license.security.read', [200, 400, 404]],
    ['get', '/openapi.json', 'license.read', [200]],
  ])(
    'tells of %s %s: the permission %s and the answers %j',
    (method, path, permission, statuses) => {
      const operation = document.paths[path][method];
      expect(operation.description).toContain(`\`${permission}\``);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining([...statuses, 401, 403].map(String)),
      );
    },
  );

  it('gives every operation a summary, and every error the shape of Backstage', () => {
    const operations = Object.values(document.paths).flatMap(methods =>
      Object.values(methods),
    );
    expect(operations.filter(({ summary }) => !summary)).toEqual([]);
    const errors = operations
      .flatMap(({ responses }) => Object.entries(responses))
      .filter(([status]) => Number(status) >= 400)
      .map(
        ([, response]) => response.content?.['application/json'].schema.$ref,
      );
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(errors)).toEqual(new Set(['#/components/schemas/Error']));
  });

  it.each([
    ['/overview', 'get', 200, 'Overview'],
    ['/licenses', 'get', 200, 'LicensePage'],
    ['/licenses', 'post', 201, 'UploadResult'],
    ['/licenses', 'post', 200, 'UploadResult'],
    ['/licenses/preview', 'post', 200, 'Preview'],
    ['/licenses/{licenseId}', 'get', 200, 'LicenseDetails'],
    ['/refresh', 'post', 200, 'RefreshResult'],
    ['/security', 'get', 200, 'SecurityStatus'],
    ['/security/validation', 'post', 200, 'Run'],
    ['/security/validation', 'post', 202, 'RunPending'],
    ['/security/integrity-scan', 'post', 200, 'Run'],
    ['/security/events', 'get', 200, 'SecurityEventPage'],
    ['/security/events/{id}/acknowledge', 'post', 200, 'SecurityEvent'],
    ['/security/checkpoint', 'get', 200, 'Checkpoint'],
  ])('%s, %s, %d: answers with %s', (path, method, status, name) => {
    const response = document.paths[path][method].responses[status];
    expect(response.content?.['application/json'].schema).toMatchObject({
      $ref: expect.stringMatching(
        new RegExp(`^#/components/schemas/${name}(Output)?$`),
      ),
    });
  });

  it.each(['License', 'Summary', 'Check'])('describes %s', name => {
    expect(document.components.schemas[name]).toMatchObject({
      type: 'object',
      properties: expect.any(Object),
    });
  });

  it('refers only to schemas that are there', () => {
    const names = [
      ...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g),
    ].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(
      names.filter(name => !(name in document.components.schemas)),
    ).toEqual([]);
  });

  it('names every check and every status', () => {
    const { Check, License } = document.components.schemas;
    expect(Check).toMatchObject({
      properties: { code: { enum: [...CHECK_CODES] } },
    });
    expect(License).toMatchObject({
      properties: { status: { enum: [...LICENSE_STATUSES] } },
    });
  });

  it('knows of no full license key', () => {
    expect(JSON.stringify(document)).not.toContain('licenseKey');
  });

  it('lists the query parameters with their limits', () => {
    const { parameters = [] } = document.paths['/licenses'].get;
    expect(parameters.map(({ name }) => name)).toEqual([
      'limit',
      'offset',
      'status',
      'search',
      'orderBy',
      'order',
      'at',
    ]);
    expect(parameters[0].schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 500,
      default: 50,
    });
  });

  it('lists the entry that a checkpoint can be asked of, which nobody has to', () => {
    const { parameters } = document.paths['/security/checkpoint'].get;
    expect(parameters).toEqual([
      {
        name: 'sequence',
        in: 'query',
        description: expect.any(String),
        schema: expect.objectContaining({
          type: 'integer',
          minimum: 1,
          maximum: 999999999,
        }),
      },
    ]);
  });

  it('takes exactly what was shown when an event is acknowledged', () => {
    const { post } = document.paths['/security/events/{id}/acknowledge'];
    expect(post.description).toContain('Only users');
    expect(document.components.schemas.Acknowledgement).toMatchObject({
      required: ['note', 'evidence'],
    });
  });

  it('takes the bytes of a file', () => {
    for (const path of ['/licenses', '/licenses/preview']) {
      expect(document.paths[path].post.requestBody?.content).toHaveProperty(
        'application/octet-stream',
      );
    }
  });
});
