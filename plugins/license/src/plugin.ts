import {
  createPlugin,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { licenseApiFactory } from './api/licenseApiFactory';
import { rootRouteRef } from './routes';

/**
 * License Management for portals on the legacy frontend system.
 *
 * @public
 */
export const licensePlugin = createPlugin({
  id: 'license',
  apis: [licenseApiFactory],
  routes: { root: rootRouteRef },
});

/**
 * The License page, to be mounted at `/license`.
 *
 * @public
 */
export const LicensePage = licensePlugin.provide(
  createRoutableExtension({
    name: 'LicensePage',
    component: () => import('./LegacyPage').then(m => m.LegacyPage),
    mountPoint: rootRouteRef,
  }),
);
