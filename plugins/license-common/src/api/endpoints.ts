import { BasicPermission } from '@backstage/plugin-permission-common';
import { z } from 'zod';
import {
  licenseCreatePermission,
  licenseDeletePermission,
  licenseReadPermission,
  licenseSecurityManagePermission,
  licenseSecurityReadPermission,
  licenseUsageReadPermission,
  licenseUsageReportPermission,
} from '../permissions';
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

/**
 * What one route of the API takes, whom it serves, and what it answers.
 *
 * @public
 */
export interface Endpoint {
  method: 'get' | 'post' | 'delete';
  /** Below `/api/license`, with parameters as Express writes them (`:id`). */
  path: string;
  permission: BasicPermission;
  /** Who alone may ask, even with the permission; otherwise any user and any service. */
  caller?: 'user' | `plugin:${string}`;
  summary: string;
  /** What there is to know besides the permission. */
  description?: string;
  query?: z.ZodObject;
  /** The bytes of a file, or JSON of at most 16 KiB, or 1 MiB if it is large. */
  body?:
    | { kind: 'license' | 'revocations'; schema?: undefined }
    | { kind: 'json' | 'largeJson'; schema: z.ZodType };
  /** Each success by its status. Without a schema there is no body; without a content type, it is JSON. */
  responses: Record<
    number,
    { description: string; schema?: z.ZodType; contentType?: string }
  >;
  /** The refusals besides those that every route has. */
  errors: readonly (400 | 404 | 409 | 413 | 415)[];
  /** The event that the auditor gets, refusals included. Its severity is medium, unless told otherwise. */
  audit?: {
    eventId: string;
    severity?: 'low';
    /** What the event calls the parameter of the path, if not as the path does. */
    parameter?: string;
  };
}

const json = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  schema,
});

const runResponses = {
  200: json('A run that began after the request came.', runSchema),
  202: json('It still runs after 15 seconds.', runPendingSchema),
};

/**
 * Every route of the API. The router, the OpenAPI document and the clients come from it.
 *
 * @public
 */
export const endpoints = {
  getOverview: {
    method: 'get',
    path: '/overview',
    permission: licenseReadPermission,
    summary: 'What the licenses add up to',
    query: overviewQuerySchema,
    responses: {
      200: json('The summary and the counting licenses.', overviewSchema),
    },
    errors: [400],
  },
  listLicenses: {
    method: 'get',
    path: '/licenses',
    permission: licenseReadPermission,
    summary: 'List installed licenses',
    query: licensesQuerySchema,
    responses: { 200: json('A page.', licensePageSchema) },
    errors: [400],
  },
  uploadLicense: {
    method: 'post',
    path: '/licenses',
    permission: licenseCreatePermission,
    summary: 'Install a license file',
    body: { kind: 'license' },
    responses: {
      201: json('It was installed.', uploadResultSchema),
      200: json(
        'The same license is installed; nothing changed.',
        uploadResultSchema,
      ),
    },
    errors: [400, 409, 413, 415],
    audit: { eventId: 'upload' },
  },
  previewLicense: {
    method: 'post',
    path: '/licenses/preview',
    permission: licenseCreatePermission,
    summary: 'Check a license file',
    body: { kind: 'license' },
    responses: {
      200: json('What an upload would do. Nothing is changed.', previewSchema),
    },
    errors: [413, 415],
  },
  getLicense: {
    method: 'get',
    path: '/licenses/:licenseId',
    permission: licenseReadPermission,
    summary: 'One license and its checks',
    responses: { 200: json('It.', licenseDetailsSchema) },
    errors: [404],
  },
  deleteLicense: {
    method: 'delete',
    path: '/licenses/:licenseId',
    permission: licenseDeletePermission,
    summary: 'Delete an uploaded license',
    description:
      'Also takes `document:<name>`, the subject of an event `document_unknown`: a stored document of which no entry of the ledger speaks.',
    responses: { 204: { description: 'It is gone.' } },
    errors: [404, 409],
    audit: { eventId: 'delete' },
  },
  refresh: {
    method: 'post',
    path: '/refresh',
    permission: licenseCreatePermission,
    summary: 'Read files and keys again and validate everything',
    responses: { 200: json('What changed.', refreshResultSchema) },
    errors: [409],
    audit: { eventId: 'refresh' },
  },
  getSecurity: {
    method: 'get',
    path: '/security',
    permission: licenseSecurityReadPermission,
    summary: 'Integrity and validation',
    responses: { 200: json('Both.', securityStatusSchema) },
    errors: [],
  },
  validate: {
    method: 'post',
    path: '/security/validation',
    permission: licenseSecurityManagePermission,
    summary: 'Validate every license now',
    responses: runResponses,
    errors: [409],
    audit: { eventId: 'validation' },
  },
  scan: {
    method: 'post',
    path: '/security/integrity-scan',
    permission: licenseSecurityManagePermission,
    summary: 'Scan for tampering now',
    responses: runResponses,
    errors: [409],
    audit: { eventId: 'integrity-scan' },
  },
  listEvents: {
    method: 'get',
    path: '/security/events',
    permission: licenseSecurityReadPermission,
    summary: 'List security events',
    query: eventsQuerySchema,
    responses: { 200: json('A page, newest first.', securityEventPageSchema) },
    errors: [400],
  },
  acknowledgeEvent: {
    method: 'post',
    path: '/security/events/:id/acknowledge',
    permission: licenseSecurityManagePermission,
    // Whoever has the keys of the portal's services answers for nothing: a person does.
    caller: 'user',
    summary: 'Acknowledge a security event',
    description:
      'Only users can: a service gets a 403. What the event shows is accepted, if its condition still holds and it can be; 409 if something else would be found now.',
    body: { kind: 'json', schema: acknowledgementSchema },
    responses: { 200: json('The event.', securityEventSchema) },
    errors: [400, 404, 409, 413, 415],
    audit: { eventId: 'event-acknowledge', parameter: 'event' },
  },
  getCheckpoint: {
    method: 'get',
    path: '/security/checkpoint',
    permission: licenseSecurityReadPermission,
    summary:
      'The head of the ledger, for keeping elsewhere, or an entry to compare with one that was kept',
    query: checkpointQuerySchema,
    responses: {
      200: json(
        'The head moves with each change. An entry keeps its digest as long as nobody rewrites it.',
        checkpointSchema,
      ),
    },
    errors: [400, 404],
  },
  getRevocations: {
    method: 'get',
    path: '/revocations',
    permission: licenseReadPermission,
    summary: 'The revocation list in force',
    responses: { 200: json('It.', revocationsSchema) },
    errors: [],
  },
  uploadRevocations: {
    method: 'post',
    path: '/revocations',
    permission: licenseCreatePermission,
    summary: 'Install a revocation list',
    body: { kind: 'revocations' },
    responses: {
      201: json('It is in force.', revocationsSchema),
      200: json('It was in force; nothing changed.', revocationsSchema),
    },
    errors: [400, 409, 413, 415],
    audit: { eventId: 'revocations-upload' },
  },
  getCoverage: {
    method: 'get',
    path: '/coverage',
    permission: licenseReadPermission,
    summary: 'Seats to come',
    query: coverageQuerySchema,
    responses: {
      200: json('Seats by date, gaps and warnings.', coverageSchema),
    },
    errors: [400],
  },
  getUsage: {
    method: 'get',
    path: '/usage',
    permission: licenseReadPermission,
    summary: 'Active users and seats, day by day',
    query: usageQuerySchema,
    responses: { 200: json('Days in UTC.', usageHistorySchema) },
    errors: [400],
  },
  listUsers: {
    method: 'get',
    path: '/usage/users',
    permission: licenseUsageReadPermission,
    summary: 'Who counts',
    query: usersQuerySchema,
    responses: { 200: json('A page.', countedUserPageSchema) },
    errors: [400],
  },
  exportUsers: {
    method: 'get',
    path: '/usage/users.csv',
    permission: licenseUsageReadPermission,
    summary: 'Who counts, as a CSV file',
    query: usersCsvQuerySchema,
    responses: {
      200: {
        description:
          'UTF-8 with a byte order mark, RFC 4180, every field quoted, instants in UTC. What a spreadsheet would take for a formula, whatever separator it expects, has an apostrophe before it.',
        schema: z.string(),
        contentType: 'text/csv',
      },
    },
    errors: [400],
    audit: { eventId: 'users-export', severity: 'low' },
  },
  previewReclaim: {
    method: 'get',
    path: '/usage/reclaim',
    permission: licenseUsageReadPermission,
    summary: 'Who would free a slot with a shorter window',
    query: reclaimQuerySchema,
    responses: { 200: json('Nothing is changed.', reclaimPreviewSchema) },
    errors: [400, 409],
  },
  getSignIns: {
    method: 'get',
    path: '/usage/sign-ins',
    permission: licenseUsageReportPermission,
    caller: 'plugin:auth',
    summary: 'How far sign-ins are known',
    responses: {
      200: json('Where the next report begins.', signInStateSchema),
    },
    errors: [],
  },
  reportSignIns: {
    method: 'post',
    path: '/usage/sign-ins',
    permission: licenseUsageReportPermission,
    caller: 'plugin:auth',
    summary: 'Report sign-ins',
    body: { kind: 'largeJson', schema: signInReportSchema },
    responses: { 200: json('They are stored.', signInStateSchema) },
    errors: [400, 413, 415],
  },
  getOpenApi: {
    method: 'get',
    path: '/openapi.json',
    permission: licenseReadPermission,
    summary: 'This document',
    responses: { 200: json('OpenAPI 3.1.', z.looseObject({})) },
    errors: [],
  },
} as const satisfies Record<string, Endpoint>;

/**
 * The endpoints by name.
 *
 * @public
 */
export type Endpoints = typeof endpoints;

/**
 * What an endpoint answers in JSON, whatever the status; `void` if it answers with something else, or nothing.
 *
 * @public
 */
export type EndpointAnswer<E extends Endpoint> = {
  [S in keyof E['responses']]: E['responses'][S] extends {
    schema: infer T extends z.ZodType;
    contentType?: undefined;
  }
    ? z.output<T>
    : void;
}[keyof E['responses']];
