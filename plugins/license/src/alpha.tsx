/**
 * The License page for portals on the new frontend system.
 *
 * @packageDocumentation
 */
import {
  ApiBlueprint,
  coreExtensionData,
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import LicenseIcon from '@material-ui/icons/VerifiedUser';
import { licenseApiFactory } from './api/licenseApiFactory';

const rootRouteRef = createRouteRef();

const icon = <LicenseIcon fontSize="inherit" />;

const licenseApi = ApiBlueprint.make({
  params: defineParams => defineParams(licenseApiFactory),
});

// The page of the legacy frontend system is the main landmark; here nothing is unless the plugin says so.
const licensePage = PageBlueprint.makeWithOverrides({
  *factory(createPage) {
    const page = createPage({
      path: '/license',
      title: 'License',
      icon,
      routeRef: rootRouteRef,
    });
    for (const data of page) {
      if (data.id !== coreExtensionData.reactElement.id) {
        yield data;
      }
    }
    yield coreExtensionData.reactElement(
      <main>{page.get(coreExtensionData.reactElement)}</main>,
    );
  },
});

const overviewPage = SubPageBlueprint.make({
  name: 'overview',
  params: {
    path: 'overview',
    title: 'Overview',
    loader: () =>
      import('./SubPages').then(({ OverviewPage }) => <OverviewPage />),
  },
});

const licensesPage = SubPageBlueprint.make({
  name: 'licenses',
  params: {
    path: 'licenses',
    title: 'Licenses',
    loader: () =>
      import('./SubPages').then(({ LicensesPage }) => <LicensesPage />),
  },
});

const securityPage = SubPageBlueprint.make({
  name: 'security',
  params: {
    path: 'security',
    title: 'Security',
    loader: () =>
      import('./SubPages').then(({ SecurityPage }) => <SecurityPage />),
  },
});

/**
 * License Management for portals on the new frontend system.
 *
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'license',
  title: 'License',
  icon,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    licenseApi,
    licensePage,
    overviewPage,
    licensesPage,
    securityPage,
  ],
});

export { licenseTranslationRef } from './translation';
