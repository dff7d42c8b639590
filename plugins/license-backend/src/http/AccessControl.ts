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
import { Request } from 'express';

/** Who asks: the entity ref of a user, or the subject of a service. */
export type Caller = string;

type Credentials = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

const callerOf = ({ principal }: Credentials): Caller =>
  principal.type === 'user' ? principal.userEntityRef : principal.subject;

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
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;
  readonly #auditor: AuditorService;

  constructor(options: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
    auditor: AuditorService;
  }) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
    this.#auditor = options.auditor;
  }

  /**
   * @throws 401 if nobody is signed in, 403 without the permission, 503 if the portal cannot decide
   */
  async authorize(req: Request, permission: BasicPermission): Promise<Caller> {
    return callerOf(await this.#allowed(req, permission));
  }

  /**
   * Lets one plugin in, and nobody else.
   *
   * @throws like `authorize`, and 403 for users and for every other service
   */
  async authorizePlugin(
    req: Request,
    permission: BasicPermission,
    pluginId: string,
  ): Promise<void> {
    const { principal } = await this.#allowed(req, permission);
    // A user may be called like a plugin.
    if (
      principal.type !== 'service' ||
      principal.subject !== `plugin:${pluginId}`
    ) {
      throw new NotAllowedError(
        `Only the plugin "${pluginId}" of the portal may do this.`,
      );
    }
  }

  /**
   * Does some work under a permission and tells the auditor how it ended, refusals included.
   *
   * @param work - its result can hold what the auditor should know
   */
  async audited<T>(
    req: Request,
    event: {
      id: string;
      permission: BasicPermission;
      severity: AuditorServiceEventSeverityLevel;
      meta?: JsonObject;
      /** Whoever has the keys of the portal's services answers for nothing: a person does. */
      usersOnly?: boolean;
    },
    work: (caller: Caller) => Promise<T>,
    toMeta?: (result: T) => JsonObject,
  ): Promise<T> {
    const trace = await this.#auditor.createEvent({
      eventId: event.id,
      request: req,
      severityLevel: event.severity,
      meta: event.meta,
    });
    try {
      const credentials = await this.#allowed(req, event.permission);
      if (event.usersOnly && credentials.principal.type !== 'user') {
        throw new NotAllowedError('Only a user who is signed in may do this.');
      }
      const result = await work(callerOf(credentials));
      await trace.success({ meta: toMeta?.(result) });
      return result;
    } catch (error) {
      await trace.fail({ error: error as Error });
      throw error;
    }
  }

  async #allowed(
    req: Request,
    permission: BasicPermission,
  ): Promise<Credentials> {
    const credentials = await decided(
      this.#httpAuth.credentials(req, { allow: ['user', 'service'] }),
    );
    const [{ result }] = await decided(
      this.#permissions.authorize([{ permission }], { credentials }),
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You need the permission "${permission.name}" for this. Ask an administrator of the portal.`,
      );
    }
    return credentials;
  }
}
