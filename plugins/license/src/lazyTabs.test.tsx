import { mockApis } from '@backstage/frontend-test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { FakeServer } from './__testUtils__/FakeServer';
import { renderLicensePage } from './__testUtils__/renderLicensePage';
import { LicenseClient, licenseApiRef, LicensePage } from '.';
import { rootRouteRef } from './routes';

// What the import of a tab's code comes to: a component, or a promise of one.
let mockTab: () => unknown;
jest.mock('./licenses/LicensesTab', () => ({
  get LicensesTab() {
    return mockTab();
  },
}));
jest.mock('./security/SecurityTab', () => ({
  get SecurityTab() {
    return mockTab();
  },
}));

function renderNewPage(tab: 'licenses' | 'security') {
  renderLicensePage(tab, new FakeServer());
}

async function renderLegacyPage(tab: string) {
  const client = new LicenseClient({
    discoveryApi: mockApis.discovery(),
    fetchApi: { fetch: new FakeServer().fetch },
  });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [licenseApiRef, client],
        [permissionApiRef, mockApis.permission()],
      ]}
    >
      <Routes>
        <Route path="/license/*" element={<LicensePage />} />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: [`/license/${tab}`],
      mountedRoutes: { '/license': rootRouteRef },
    },
  );
}

describe('a tab whose code cannot be loaded', () => {
  // Once it is there, the code stays, so each has a tab of its own.
  it.each([
    ['new', 'licenses', renderNewPage],
    ['legacy', 'security', renderLegacyPage],
  ] as const)(
    'in the %s frontend system says what to do, and comes on Retry',
    async (_system, tab, render) => {
      mockTab = () => Promise.reject(new Error('Loading chunk 94 failed.'));
      await render(tab);
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'If it keeps failing, reload the page',
      );

      mockTab = () => () => <p>This is the tab</p>;
      await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
      expect(await screen.findByText('This is the tab')).toBeInTheDocument();

      // It took nothing else of the page along.
      await userEvent.click(screen.getByRole('tab', { name: 'Overview' }));
      expect(await screen.findByText('63 / 110')).toBeInTheDocument();
    },
  );
});
