import { createBackendModule } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ADMINISTRATOR = 'user:default/administrator';
export const VIEWER = 'user:default/viewer';

/** The product manual counts so many users. */
export const USERS = 63;

/** Writes the portal's users as a catalog file, once: users added there by hand stay. */
export async function writeUsers(folder: string): Promise<void> {
  const file = join(folder, 'users.yaml');
  if (existsSync(file)) {
    return;
  }
  const names = [
    'Administrator',
    'Viewer',
    ...Array.from({ length: USERS - 2 }, (_, i) => `Sample User ${i + 1}`),
  ];
  const entities = names.map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: name.toLowerCase().replaceAll(' ', '-') },
    spec: { profile: { displayName: name }, memberOf: [] },
  }));
  // Each JSON document is a YAML document too.
  const documents = entities.map(entity => JSON.stringify(entity, null, 2));
  await writeFile(file, `${documents.join('\n---\n')}\n`);
}

/** Signs everybody who asks in as one person. */
function providerFor(userEntityRef: string, displayName: string) {
  return createProxyAuthProviderFactory({
    authenticator: createProxyAuthenticator({
      defaultProfileTransform: async () => ({ profile: { displayName } }),
      initialize() {},
      async authenticate() {
        if (process.env.NODE_ENV !== 'development') {
          throw new NotAllowedError('This provider is for development only');
        }
        return { result: {} };
      },
    }),
    signInResolver: async (_, context) =>
      context.issueToken({
        claims: { sub: userEntityRef, ent: [userEntityRef] },
      }),
  });
}

/**
 * Those who can sign in beside the administrator, who is the portal's guest. The outsider is on no card of the
 * sign-in page: the browser tests need somebody without any permission.
 */
export const peopleModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'portal-people',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'viewer',
          factory: providerFor(VIEWER, 'Viewer'),
        });
        providers.registerProvider({
          providerId: 'outsider',
          factory: providerFor('user:default/outsider', 'Outsider'),
        });
      },
    });
  },
});
