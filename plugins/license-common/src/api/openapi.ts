import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { Endpoint, endpoints } from './endpoints';

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

const FILES = { license: 'license file', revocations: 'revocation list' };

/** A parameter of a path, as Express writes it. */
const PARAMETER = /:(\w+)/g;

const toResponse = ({
  description,
  schema,
  contentType = 'application/json',
}: Endpoint['responses'][number]) => ({
  description,
  ...(schema && { content: { [contentType]: { schema } } }),
});

const toContent = (body: NonNullable<Endpoint['body']>) =>
  body.schema
    ? { 'application/json': { schema: body.schema } }
    : {
        'application/octet-stream': {
          schema: z.string().meta({
            description: `The bytes of the ${
              FILES[body.kind]
            }, not compressed. Any content type is taken.`,
            format: 'binary',
          }),
        },
      };

function toOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { path, permission, summary, description, query, body } = endpoint;
  const parameters = [...path.matchAll(PARAMETER)].map(([, name]) => [
    name,
    z.string(),
  ]);
  const errors = [...endpoint.errors, 401, 403, 503] as const;
  return {
    summary,
    description: [`Needs the permission \`${permission.name}\`.`, description]
      .filter(Boolean)
      .join(' '),
    ...((parameters.length || query) && {
      requestParams: {
        path: z.object(Object.fromEntries(parameters)),
        ...(query && { query }),
      },
    }),
    ...(body && { requestBody: { required: true, content: toContent(body) } }),
    responses: Object.fromEntries([
      ...Object.entries(endpoint.responses).map(([status, response]) => [
        status,
        toResponse(response),
      ]),
      ...errors.map(status => [
        status,
        toResponse({ description: ERRORS[status], schema: errorSchema }),
      ]),
    ]),
  };
}

/**
 * The HTTP API under `/api/license` as an OpenAPI 3.1 document, made from the table of its endpoints.
 *
 * @param version - of the plugin
 * @public
 */
export function createOpenApiDocument(version: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of Object.values<Endpoint>(endpoints)) {
    const path = endpoint.path.replace(PARAMETER, '{$1}');
    paths[path] = {
      ...paths[path],
      [endpoint.method]: toOperation(endpoint),
    };
  }
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
    paths,
  });
}
