import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { LicenseClient } from './LicenseClient';
import { LicenseService } from './LicenseService';

/**
 * For backend plugins that want to know what the portal is licensed for.
 *
 * @public
 */
export const licenseServiceRef = createServiceRef<LicenseService>({
  id: 'license.service',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: ({ auth, discovery }) =>
        LicenseClient.create({ auth, discovery }),
    }),
});
