import {
  AuditorService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  Endpoint,
  EndpointAnswer,
  Endpoints,
} from '@thetasecure/backstage-plugin-license-common';
import { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { authorize } from './authorize';
import { readRequest } from './readRequest';

type Parameter<Path> = Path extends `${string}:${infer Name}/${string}`
  ? Name
  : Path extends `${string}:${infer Name}`
  ? Name
  : never;

/** A request that is let in, read as the table of endpoints says. */
interface Asked<E extends Endpoint> {
  /** The entity ref of a user, or the subject of a service. */
  caller: string;
  params: Record<Parameter<E['path']>, string>;
  query: E extends { query: infer T extends z.ZodType }
    ? z.output<T>
    : undefined;
  body: E extends { body: { schema: infer T extends z.ZodType } }
    ? z.output<T>
    : Uint8Array;
  res: Response;
}

/** An answer of which there is more to say than its body. */
export class Answer<Body, Status extends number> {
  constructor(
    readonly body: Body,
    readonly more: {
      /** By default the first of the endpoint. */
      status?: Status;
      /** What the auditor should know. */
      meta?: JsonObject;
    } = {},
  ) {}
}

type Handler<E extends Endpoint> = (
  asked: Asked<E>,
) => Promise<
  EndpointAnswer<E> | Answer<EndpointAnswer<E>, keyof E['responses'] & number>
>;

/** What each endpoint does once somebody may ask it. What is no JSON is written by the handler itself. */
export type Handlers = { [Name in keyof Endpoints]: Handler<Endpoints[Name]> };

/** Lets in who may ask, reads the request, answers, and tells the auditor how it ended, refusals included. */
export function serve(
  endpoint: Endpoint,
  handler: Handler<any>,
  deps: {
    auditor: AuditorService;
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
  },
): RequestHandler {
  const { audit } = endpoint;
  const [[status, { contentType }]] = Object.entries(endpoint.responses);
  return async (req, res) => {
    const [parameter] = Object.values(req.params);
    const trace =
      audit &&
      (await deps.auditor.createEvent({
        eventId: audit.eventId,
        request: req,
        severityLevel: audit.severity ?? 'medium',
        meta: audit.parameter
          ? { [audit.parameter]: parameter }
          : { ...req.params },
      }));
    let answer: Answer<unknown, number>;
    try {
      // Who may not ask is not told what else is wrong with the request.
      const caller = await authorize(deps, endpoint, req);
      const { query, body } = await readRequest(endpoint, req, res);
      const result = await handler({
        caller,
        params: req.params,
        query,
        body,
        res,
      });
      answer = result instanceof Answer ? result : new Answer(result);
      await trace?.success({ meta: answer.more.meta });
    } catch (error) {
      await trace?.fail({ error: error as Error });
      throw error;
    }
    if (!contentType) {
      res.status(answer.more.status ?? Number(status)).json(answer.body);
    }
  };
}
