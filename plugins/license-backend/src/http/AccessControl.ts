import {
  AuditorService,
  AuditorServiceEventSeverityLevel,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  isErrorWithName,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
} from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { parse } from './parse';

/** Who is let in. */
interface Access {
  permission: BasicPermission;
  /** Whoever has the keys of the portal's services answers for nothing: a person does. */
  usersOnly?: boolean;
  /** The id of the only plugin that may. */
  pluginOnly?: string;
}

/** A request of somebody who may make it. */
interface Asked {
  req: Request;
  res: Response;
  /** The entity ref of a user, or the subject of a service. */
  caller: string;
}

/** What is answered, and what the auditor should know of it. */
interface Answer {
  status?: number;
  body?: object;
  meta?: JsonObject;
}

/** Sign-in and permissions are other plugins' work: without them nothing is decided, so nothing is allowed. */
async function decided<T>(decision: Promise<T>): Promise<T> {
  try {
    return await decision;
  } catch (error) {
    if (
      isErrorWithName(error, 'AuthenticationError') ||
      isErrorWithName(error, 'NotAllowedError')
    ) {
      throw error;
    }
    throw new ServiceUnavailableError(
      'The portal could not decide whether you may do this. Try again in a few seconds.',
    );
  }
}

/** Decides who may do what, and leaves a trace of what was done. */
export class AccessControl {
  constructor(
    private readonly deps: {
      httpAuth: HttpAuthService;
      permissions: PermissionsService;
      auditor: AuditorService;
    },
  ) {}

  /** Answers with a body. Who may not ask is not told what else is wrong with the request. */
  authorized<T extends z.ZodType = z.ZodUnknown>(
    route: Access & { query?: T },
    answer: (asked: Asked & { query: z.output<T> }) => Promise<object>,
  ): RequestHandler {
    return async (req, res) => {
      const caller = await this.#allow(req, route);
      const query = route.query
        ? parse(route.query, req.query, 'query parameter')
        : undefined;
      res.json(await answer({ req, res, caller, query: query as z.output<T> }));
    };
  }

  /**
   * Tells the auditor as well how it ended, refusals included, with the parameters of the path.
   *
   * @param work - `undefined`: it has answered
   */
  audited(
    route: Access & {
      eventId: string;
      severity?: AuditorServiceEventSeverityLevel;
    },
    work: (asked: Asked) => Promise<Answer | undefined>,
  ): RequestHandler {
    return async (req, res) => {
      const trace = await this.deps.auditor.createEvent({
        eventId: route.eventId,
        request: req,
        severityLevel: route.severity ?? 'medium',
        meta: { ...req.params },
      });
      let answer: Answer | undefined;
      try {
        const caller = await this.#allow(req, route);
        answer = await work({ req, res, caller });
        await trace.success({ meta: answer?.meta });
      } catch (error) {
        await trace.fail({ error: error as Error });
        throw error;
      }
      if (answer) {
        res.status(answer.status ?? 200).json(answer.body);
      }
    };
  }

  /**
   * @returns who asks
   * @throws 401 if nobody is signed in, 403 for who may not, 503 if the portal cannot decide
   */
  async #allow(
    req: Request,
    { permission, usersOnly, pluginOnly }: Access,
  ): Promise<string> {
    const { httpAuth, permissions } = this.deps;
    const credentials: BackstageCredentials<
      BackstageUserPrincipal | BackstageServicePrincipal
    > = await decided(
      httpAuth.credentials(req, { allow: ['user', 'service'] }),
    );
    const [{ result }] = await decided(
      permissions.authorize([{ permission }], { credentials }),
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You need the permission "${permission.name}" for this. Ask an administrator of the portal.`,
      );
    }
    const { principal } = credentials;
    const isUser = principal.type === 'user';
    if (usersOnly && !isUser) {
      throw new NotAllowedError('Only a user who is signed in may do this.');
    }
    // A user may be called like a plugin.
    if (
      pluginOnly &&
      (isUser || principal.subject !== `plugin:${pluginOnly}`)
    ) {
      throw new NotAllowedError(
        `Only the plugin "${pluginOnly}" of the portal may do this.`,
      );
    }
    return isUser ? principal.userEntityRef : principal.subject;
  }
}
