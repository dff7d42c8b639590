import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { licenseReadPermission } from '@thetasecure/backstage-plugin-license-common';
import Router from 'express-promise-router';

/**
 * What routes are held against: one that does nothing but to find out who asks and whether they may, as every route of
 * a plugin has to.
 */
export const pingPlugin = createBackendPlugin({
  pluginId: 'ping',
  register(env) {
    env.registerInit({
      deps: {
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      async init({ httpAuth, httpRouter, permissions }) {
        const router = Router();
        router.get('/', async (req, res) => {
          const credentials = await httpAuth.credentials(req, {
            allow: ['user', 'service'],
          });
          const [{ result }] = await permissions.authorize(
            [{ permission: licenseReadPermission }],
            { credentials },
          );
          if (result !== AuthorizeResult.ALLOW) {
            throw new NotAllowedError('This needs a permission');
          }
          res.json({});
        });
        httpRouter.use(router);
      },
    });
  },
});
