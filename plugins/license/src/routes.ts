import { createRouteRef } from '@backstage/core-plugin-api';

/** Where the License page is mounted. */
export const rootRouteRef = createRouteRef({ id: 'license' });
