import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeServer } from './__testUtils__/FakeServer';
import { renderLicensePage } from './__testUtils__/renderLicensePage';

describe('the plugin of the new frontend system', () => {
  it('goes from /license to the Overview', async () => {
    renderLicensePage('', new FakeServer());

    expect(await screen.findByText('63 / 110')).toBeInTheDocument();
  });

  it('has the three tabs', async () => {
    renderLicensePage('overview', new FakeServer());
    await screen.findByText('63 / 110');
    expect(
      screen.getAllByRole('tab').map(({ textContent }) => textContent),
    ).toEqual(['Overview', 'Licenses', 'Security']);

    await userEvent.click(screen.getByRole('tab', { name: 'Security' }));

    expect(
      await screen.findByRole('region', { name: 'Integrity Status' }),
    ).toBeInTheDocument();
  });

  it('is the main landmark, with a panel that belongs to its tab', async () => {
    renderLicensePage('overview', new FakeServer());
    await screen.findByText('63 / 110');

    const panel = within(screen.getByRole('main')).getByRole('tabpanel', {
      name: 'Overview',
    });
    expect(screen.getByRole('tab', { name: 'Overview' })).toHaveAttribute(
      'aria-controls',
      panel.id,
    );
  });

  it('stands in the sidebar as License', async () => {
    renderLicensePage('overview', new FakeServer());

    const sidebar = await screen.findByRole('navigation', {
      name: 'sidebar nav',
    });
    expect(
      within(sidebar).getByRole('link', { name: 'License' }),
    ).toHaveAttribute('href', '/license');
  });

  it.each([
    ['licenses', 'LIC-2026-000123'],
    ['security', 'Integrity Status'],
  ] as const)('opens a link to %s', async (tab, content) => {
    renderLicensePage(tab, new FakeServer());

    expect(await screen.findByText(content)).toBeInTheDocument();
  });
});
