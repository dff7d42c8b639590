import {
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
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Endpoint } from '@thetasecure/backstage-plugin-license-common';
import { Request } from 'express';

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

/**
 * Decides whether somebody may ask an endpoint.
 *
 * @returns who asks: the entity ref of a user, or the subject of a service
 * @throws 401 if nobody is signed in, 403 for who may not, 503 if the portal cannot decide
 */
export async function authorize(
  {
    httpAuth,
    permissions,
  }: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
  },
  { permission, caller }: Endpoint,
  req: Request,
): Promise<string> {
  const credentials: BackstageCredentials<
    BackstageUserPrincipal | BackstageServicePrincipal
  > = await decided(httpAuth.credentials(req, { allow: ['user', 'service'] }));
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
  if (caller === 'user' && !isUser) {
    throw new NotAllowedError('Only a user who is signed in may do this.');
  }
  // A user may be called like a plugin.
  if (
    caller?.startsWith('plugin:') &&
    (isUser || principal.subject !== caller)
  ) {
    throw new NotAllowedError(
      `Only the plugin "${caller.slice(
        'plugin:'.length,
      )}" of the portal may do this.`,
    );
  }
  return isUser ? principal.userEntityRef : principal.subject;
}
