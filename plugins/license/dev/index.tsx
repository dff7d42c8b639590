import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  NavContentBlueprint,
  SignInPageBlueprint,
} from '@backstage/plugin-app-react';
import licensePlugin from '../src/alpha';
import { PortalSidebar } from './PortalSidebar';
import { PortalSignInPage } from './PortalSignInPage';

/** A sign-in page and a sidebar, which a portal has and the bare development app has not. */
const portal = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: { loader: async () => PortalSignInPage },
    }),
    NavContentBlueprint.make({ params: { component: PortalSidebar } }),
  ],
});

createDevApp({ features: [portal, licensePlugin] });
