import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import {
  acknowledgementSchema,
  checkpointQuerySchema,
  coverageQuerySchema,
  eventsQuerySchema,
  licensesQuerySchema,
  overviewQuerySchema,
  reclaimQuerySchema,
  signInReportSchema,
  usageQuerySchema,
  usersCsvQuerySchema,
  usersQuerySchema,
} from './requests';
import {
  checkpointSchema,
  licenseDetailsSchema,
  licensePageSchema,
  overviewSchema,
  previewSchema,
  refreshResultSchema,
  revocationsSchema,
  runPendingSchema,
  runSchema,
  securityEventPageSchema,
  securityEventSchema,
  securityStatusSchema,
  uploadResultSchema,
} from './schemas';
import {
  countedUserPageSchema,
  coverageSchema,
  reclaimPreviewSchema,
  signInStateSchema,
  usageHistorySchema,
} from './usageSchemas';

/** The shape of every error, as `@backstage/errors` defines `ErrorResponseBody`. */
const errorSchema = z
  .object({
    error: z.looseObject({ name: z.string(), message: z.string() }),
    request: z.object({ method: z.string(), url: z.string() }).optional(),
    response: z.object({ statusCode: z.int() }),
  })
  .meta({ id: 'Error' });

const ERRORS = {
  400: 'The request or the file is at fault; the message names what, and the remedy.',
  401: 'Nobody is signed in.',
  403: 'The permission is missing, or only others may do this.',
  404: 'There is no such thing.',
  409: 'It does not fit what is installed or configured.',
  413: 'The body is too large.',
  415: 'The body is compressed.',
  503: 'The database cannot be reached or does not answer, or a secret of the ledger is missing here; try again after the seconds in Retry-After.',
} as const;

const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

const errors = (...codes: (keyof typeof ERRORS)[]) =>
  Object.fromEntries(
    ([...codes, 401, 403, 503] as const).map(code => [
      String(code),
      json(ERRORS[code], errorSchema),
    ]),
  );

const operation = (
  permission: string,
  summary: string,
  rest: Omit<ZodOpenApiOperationObject, 'summary'>,
): ZodOpenApiOperationObject => ({
  summary,
  description: `Needs the permission \`${permission}\`.`,
  ...rest,
});

const fileOf = (what: string) => ({
  required: true,
  content: {
    'application/octet-stream': {
      schema: z.string().meta({
        description: `The bytes of the ${what}, not compressed. Any content type is taken.`,
        format: 'binary',
      }),
    },
  },
});

const file = fileOf('license file');

const byLicenseId = { path: z.object({ licenseId: z.string() }) };

const run = (permission: string, summary: string) =>
  operation(permission, summary, {
    responses: {
      200: json('A run that began after the request came.', runSchema),
      202: json('It still runs after 15 seconds.', runPendingSchema),
      ...errors(409),
    },
  });

/**
 * The HTTP API under `/api/license` as an OpenAPI 3.1 document, made from the schemas that validate it.
 *
 * @param version - of the plugin
 * @public
 */
export function createOpenApiDocument(version: string): object {
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'License Management', version },
    servers: [{ url: '/api/license' }],
    security: [{ backstage: [] }],
    components: {
      securitySchemes: {
        backstage: {
          type: 'http',
          scheme: 'bearer',
          description: 'A Backstage token of a user or a service.',
        },
      },
    },
    paths: {
      '/overview': {
        get: operation('license.read', 'What the licenses add up to', {
          requestParams: { query: overviewQuerySchema },
          responses: {
            200: json('The summary and the counting licenses.', overviewSchema),
            ...errors(400),
          },
        }),
      },
      '/licenses': {
        get: operation('license.read', 'List installed licenses', {
          requestParams: { query: licensesQuerySchema },
          responses: {
            200: json('A page.', licensePageSchema),
            ...errors(400),
          },
        }),
        post: operation('license.create', 'Install a license file', {
          requestBody: file,
          responses: {
            201: json('It was installed.', uploadResultSchema),
            200: json(
              'The same license is installed; nothing changed.',
              uploadResultSchema,
            ),
            ...errors(400, 409, 413, 415),
          },
        }),
      },
      '/licenses/preview': {
        post: operation('license.create', 'Check a license file', {
          requestBody: file,
          responses: {
            200: json(
              'What an upload would do. Nothing is changed.',
              previewSchema,
            ),
            ...errors(413, 415),
          },
        }),
      },
      '/licenses/{licenseId}': {
        get: operation('license.read', 'One license and its checks', {
          requestParams: byLicenseId,
          responses: { 200: json('It.', licenseDetailsSchema), ...errors(404) },
        }),
        delete: operation('license.delete', 'Delete an uploaded license', {
          description:
            'Needs the permission `license.delete`. Also takes `document:<name>`, the subject of an event `document_unknown`: a stored document of which no entry of the ledger speaks.',
          requestParams: byLicenseId,
          responses: {
            204: { description: 'It is gone.' },
            ...errors(404, 409),
          },
        }),
      },
      '/refresh': {
        post: operation(
          'license.create',
          'Read files and keys again and validate everything',
          {
            responses: {
              200: json('What changed.', refreshResultSchema),
              ...errors(409),
            },
          },
        ),
      },
      '/security': {
        get: operation('license.security.read', 'Integrity and validation', {
          responses: { 200: json('Both.', securityStatusSchema), ...errors() },
        }),
      },
      '/security/validation': {
        post: run('license.security.manage', 'Validate every license now'),
      },
      '/security/integrity-scan': {
        post: run('license.security.manage', 'Scan for tampering now'),
      },
      '/security/events': {
        get: operation('license.security.read', 'List security events', {
          requestParams: { query: eventsQuerySchema },
          responses: {
            200: json('A page, newest first.', securityEventPageSchema),
            ...errors(400),
          },
        }),
      },
      '/security/events/{id}/acknowledge': {
        post: operation(
          'license.security.manage',
          'Acknowledge a security event',
          {
            description:
              'Needs the permission `license.security.manage`. Only users can: a service gets a 403. What the event shows is accepted, if its condition still holds and it can be; 409 if something else would be found now.',
            requestParams: { path: z.object({ id: z.string() }) },
            requestBody: {
              required: true,
              content: {
                'application/json': { schema: acknowledgementSchema },
              },
            },
            responses: {
              200: json('The event.', securityEventSchema),
              ...errors(400, 404, 409, 413, 415),
            },
          },
        ),
      },
      '/security/checkpoint': {
        get: operation(
          'license.security.read',
          'The head of the ledger, for keeping elsewhere, or an entry to compare with one that was kept',
          {
            requestParams: { query: checkpointQuerySchema },
            responses: {
              200: json(
                'The head moves with each change. An entry keeps its digest as long as nobody rewrites it.',
                checkpointSchema,
              ),
              ...errors(400, 404),
            },
          },
        ),
      },
      '/revocations': {
        get: operation('license.read', 'The revocation list in force', {
          responses: { 200: json('It.', revocationsSchema), ...errors() },
        }),
        post: operation('license.create', 'Install a revocation list', {
          requestBody: fileOf('revocation list'),
          responses: {
            201: json('It is in force.', revocationsSchema),
            200: json('It was in force; nothing changed.', revocationsSchema),
            ...errors(400, 409, 413, 415),
          },
        }),
      },
      '/coverage': {
        get: operation('license.read', 'Seats to come', {
          requestParams: { query: coverageQuerySchema },
          responses: {
            200: json('Seats by date, gaps and warnings.', coverageSchema),
            ...errors(400),
          },
        }),
      },
      '/usage': {
        get: operation('license.read', 'Active users and seats, day by day', {
          requestParams: { query: usageQuerySchema },
          responses: {
            200: json('Days in UTC.', usageHistorySchema),
            ...errors(400),
          },
        }),
      },
      '/usage/users': {
        get: operation('license.usage.read', 'Who counts', {
          requestParams: { query: usersQuerySchema },
          responses: {
            200: json('A page.', countedUserPageSchema),
            ...errors(400),
          },
        }),
      },
      '/usage/users.csv': {
        get: operation('license.usage.read', 'Who counts, as a CSV file', {
          requestParams: { query: usersCsvQuerySchema },
          responses: {
            200: {
              description:
                'UTF-8 with a byte order mark, RFC 4180, every field quoted, instants in UTC. What a spreadsheet would take for a formula, whatever separator it expects, has an apostrophe before it.',
              content: { 'text/csv': { schema: z.string() } },
            },
            ...errors(400),
          },
        }),
      },
      '/usage/reclaim': {
        get: operation(
          'license.usage.read',
          'Who would free a slot with a shorter window',
          {
            requestParams: { query: reclaimQuerySchema },
            responses: {
              200: json('Nothing is changed.', reclaimPreviewSchema),
              ...errors(400, 409),
            },
          },
        ),
      },
      '/usage/sign-ins': {
        get: operation('license.usage.report', 'How far sign-ins are known', {
          responses: {
            200: json('Where the next report begins.', signInStateSchema),
            ...errors(),
          },
        }),
        post: operation('license.usage.report', 'Report sign-ins', {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: signInReportSchema } },
          },
          responses: {
            200: json('They are stored.', signInStateSchema),
            ...errors(400, 413, 415),
          },
        }),
      },
      '/openapi.json': {
        get: operation('license.read', 'This document', {
          responses: {
            200: json('OpenAPI 3.1.', z.looseObject({})),
            ...errors(),
          },
        }),
      },
    },
  });
}
