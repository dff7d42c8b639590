import { createBackendModule } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  licensePermissions,
  licenseUsageReadPermission,
} from '@thetasecure/backstage-plugin-license-common';
import { ADMINISTRATOR, VIEWER } from './people';

const licenseNames = new Set(licensePermissions.map(({ name }) => name));

/**
 * The administrator may do everything. The viewer may see all but who is counted, which is personal data; others may
 * see no license either.
 */
class PortalPolicy implements PermissionPolicy {
  async handle({ permission }: PolicyQuery, user?: PolicyQueryUser) {
    const person = user?.info.userEntityRef;
    const mayRead =
      permission.name !== licenseUsageReadPermission.name &&
      (person === VIEWER || !licenseNames.has(permission.name));
    const isAllowed =
      person === ADMINISTRATOR ||
      (mayRead && permission.attributes.action === 'read');
    return {
      result: isAllowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
    } as const;
  }
}

export const policyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'portal-policy',
  register(env) {
    env.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new PortalPolicy());
      },
    });
  },
});
