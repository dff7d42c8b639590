import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  NavContentBlueprint,
  SignInPageBlueprint,
} from '@backstage/plugin-app-react';
import { PortalSidebar } from './PortalSidebar';

/** A sign-in page, a sidebar and a page to land on, which every portal has. */
export const portalModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: () =>
          import('./PortalSignInPage').then(m => m.PortalSignInPage),
      },
    }),
    NavContentBlueprint.make({ params: { component: PortalSidebar } }),
    PageBlueprint.make({
      name: 'home',
      params: {
        path: '/',
        title: 'Home',
        loader: () => import('./HomePage').then(m => <m.HomePage />),
      },
    }),
  ],
});
