import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { mockApis } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { FakeServer } from './__testUtils__/FakeServer';
import { LicenseClient, licenseApiRef, LicensePage, licensePlugin } from '.';
import { rootRouteRef } from './routes';

const render = (path: string) => {
  const client = new LicenseClient({
    discoveryApi: mockApis.discovery(),
    fetchApi: { fetch: new FakeServer().fetch },
  });
  return renderInTestApp(
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
    { routeEntries: [path], mountedRoutes: { '/license': rootRouteRef } },
  );
};

describe('the plugin of the legacy frontend system', () => {
  it('brings the API of the page', () => {
    expect([...licensePlugin.getApis()].map(({ api }) => api)).toEqual([
      licenseApiRef,
    ]);
  });

  it('goes from /license to the Overview, under the title of the manual', async () => {
    await render('/license');

    expect(await screen.findByText('63 / 110')).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: 'License Management' }),
    ).toBeInTheDocument();
  });

  it('has the same three tabs', async () => {
    await render('/license/overview');
    await screen.findByText('63 / 110');

    await userEvent.click(screen.getByRole('tab', { name: 'Licenses' }));
    expect(await screen.findByText('LIC-2026-000123')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('tab', { name: 'Security' }));
    expect(await screen.findByText('Integrity Status')).toBeInTheDocument();
  });

  it.each([
    ['licenses', 'LIC-2026-000123'],
    ['security', 'Integrity Status'],
  ])('opens a link to %s', async (tab, content) => {
    await render(`/license/${tab}`);

    expect(await screen.findByText(content)).toBeInTheDocument();
  });
});
