import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { mockApis } from '@backstage/frontend-test-utils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { aSecurityStatus } from './__testUtils__/builders';
import { FakeServer } from './__testUtils__/FakeServer';
import { LicenseClient, licenseApiRef, LicensePage, licensePlugin } from '.';
import { rootRouteRef } from './routes';

const render = (path: string, server = new FakeServer()) => {
  const client = new LicenseClient({
    discoveryApi: mockApis.discovery(),
    fetchApi: { fetch: server.fetch },
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

  it.each(['overview', 'licenses'])(
    'says on the tab %s that critical events are open, and where',
    async tab => {
      const server = new FakeServer();
      server.security = aSecurityStatus({ integrity: { criticalEvents: 1 } });
      await render(`/license/${tab}`, server);

      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('1 critical security event is open.');
      expect(within(alert).getByRole('link')).toHaveAttribute(
        'href',
        '/license/security',
      );
    },
  );

  it('says on the Security tab that critical events are open', async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({ integrity: { criticalEvents: 1 } });
    await render('/license/security', server);

    expect(await screen.findByRole('alert')).toHaveTextContent(
      '1 critical security event is open.',
    );
  });
});
