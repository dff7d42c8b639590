import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import licensePlugin from '../alpha';
import { FakeServer } from './FakeServer';

/**
 * Opens a tab of the page in a portal on the new frontend system.
 *
 * @param options - `denied`: names of permissions the viewer does not have. Within one test file they have to be the
 * same: what somebody may do is cached for the whole page.
 */
export function renderLicensePage(
  tab: 'overview' | 'licenses' | 'security' | '' | `overview?${string}`,
  server: FakeServer,
  options: { denied?: readonly string[] } = {},
) {
  const { denied = [] } = options;
  return renderTestApp({
    features: [licensePlugin],
    initialRouteEntries: [`/license/${tab}`],
    apis: [
      mockApis.discovery(),
      mockApis.fetch({ baseImplementation: server.fetch }),
      mockApis.permission({
        authorize: ({ permission: { name } }) =>
          denied.includes(name) ? 'DENY' : 'ALLOW',
      }),
    ],
  });
}
