import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aLicense,
  aLicenseInGrace,
  INSTANCE_ID,
} from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

async function open(server = new FakeServer()) {
  renderLicensePage('licenses', server);
  await screen.findByRole('table', { name: 'Licenses' });
  // The buttons come once it is known that the viewer may use them.
  await screen.findByRole('button', { name: 'Upload License' });
  return server;
}

const row = (id: string) =>
  screen.getByText(id).closest('tr') ?? document.createElement('tr');

const lastQuery = (server: FakeServer) =>
  Object.fromEntries(server.received('GET /licenses').at(-1)?.query ?? []);

describe('LicensesTab', () => {
  it("has the product manual's columns", async () => {
    await open();

    expect(
      screen.getAllByRole('columnheader').map(cell => cell.textContent),
    ).toEqual([
      'License',
      'Customer',
      'Max Users',
      'Valid Period',
      'Status',
      'Actions',
    ]);
  });

  it('shows what is known of a license', async () => {
    await open();

    const cells = within(row('LIC-2026-000123'))
      .getAllByRole('cell')
      .map(cell => cell.textContent);
    expect(cells).toEqual([
      `LIC-2026-000123${INSTANCE_ID}`,
      'Example Corpit@example.com',
      '100',
      '01/02/2026 - 28/02/2027',
      'active',
      'Delete',
    ]);
  });

  it('says that a license is bound to no deployment', async () => {
    const server = new FakeServer();
    server.licenses = [aLicense({ productInstanceId: undefined })];
    await open(server);

    expect(row('LIC-2026-000123')).toHaveTextContent('any deployment');
  });

  it('shows nothing unverified of a license that cannot be read', async () => {
    const server = new FakeServer();
    server.licenses = [
      {
        licenseId: 'file:broken.json',
        status: 'invalid',
        source: 'file',
        installedAt: '2026-02-01T09:00:00.000Z',
        installedBy: 'file:broken.json',
      },
    ];
    await open(server);

    const cells = within(row('file:broken.json'))
      .getAllByRole('cell')
      .map(cell => cell.textContent);
    expect(cells.slice(0, 5)).toEqual([
      'file:broken.json',
      '–',
      '–',
      '–',
      'invalid',
    ]);
  });

  it('offers no Delete for a license from a file, and says why', async () => {
    const server = new FakeServer();
    server.licenses = [aLicense({ source: 'file' })];
    await open(server);

    expect(row('LIC-2026-000123')).toHaveTextContent('From a file');
    expect(
      screen.queryByRole('button', { name: /^Delete/ }),
    ).not.toBeInTheDocument();
  });

  it('lets the server sort', async () => {
    const server = await open();

    await userEvent.click(screen.getByRole('button', { name: 'Max Users' }));
    await waitFor(() =>
      expect(lastQuery(server)).toMatchObject({
        orderBy: 'maxUsers',
        order: 'asc',
      }),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Max Users' }));
    await waitFor(() =>
      expect(lastQuery(server)).toMatchObject({
        orderBy: 'maxUsers',
        order: 'desc',
      }),
    );
    expect(
      screen.getByRole('columnheader', { name: 'Max Users' }),
    ).toHaveAttribute('aria-sort', 'descending');
  });

  it('lets the server cut the pages', async () => {
    const server = new FakeServer();
    server.licenses = Array.from({ length: 25 }, (_, i) =>
      aLicense({ licenseId: `LIC-${i + 1}` }),
    );
    await open(server);
    expect(screen.getByText('1–20 of 25')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));

    expect(await screen.findByText('LIC-25')).toBeInTheDocument();
    expect(lastQuery(server)).toMatchObject({ limit: '20', offset: '20' });
  });

  it('goes back to the page before when the last page has become empty', async () => {
    const server = new FakeServer();
    server.licenses = Array.from({ length: 21 }, (_, i) =>
      aLicense({ licenseId: `LIC-${i + 1}` }),
    );
    await open(server);
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByText('LIC-21');

    server.licenses = server.licenses.slice(0, 20);
    window.dispatchEvent(new Event('focus'));

    expect(await screen.findByText('LIC-1')).toBeInTheDocument();
  });

  it('lets the server search, and says if nothing matches', async () => {
    const server = await open();

    await userEvent.type(screen.getByLabelText('Search'), ' nowhere ');

    expect(await screen.findByText('No license matches')).toBeInTheDocument();
    expect(lastQuery(server)).toMatchObject({ search: 'nowhere', offset: '0' });

    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('LIC-2026-000123')).toBeInTheDocument();
    expect(lastQuery(server)).not.toHaveProperty('search');
  });

  it('filters by status', async () => {
    const server = await open();

    await userEvent.selectOptions(
      screen.getByLabelText('Status'),
      'grace_period',
    );

    await waitFor(() =>
      expect(screen.queryByText('LIC-2026-000123')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('LIC-2025-000042')).toBeInTheDocument();
    expect(lastQuery(server)).toMatchObject({ status: 'grace_period' });
  });

  it("opens a license's checks from its row and from the keyboard", async () => {
    const server = new FakeServer();
    server.answer('GET /licenses/LIC-2026-000123', () =>
      Response.json({
        ...aLicense(),
        checks: [
          { code: 'signature', status: 'pass', message: 'It is right.' },
          {
            code: 'period',
            status: 'warn',
            message: 'It ends in 12 days.',
            remedy: 'Ask for a renewal now.',
          },
        ],
      }),
    );
    await open(server);

    await userEvent.click(screen.getByText('01/02/2026'));
    const dialog = await screen.findByRole('dialog', {
      name: 'License LIC-2026-000123',
    });
    const checks = await within(dialog).findByRole('list', { name: 'Checks' });
    expect(
      within(checks)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'Passed Signature signatureIt is right.',
      'Warning Validity period periodIt ends in 12 days.What to do: Ask for a renewal now.',
    ]);

    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    screen
      .getByRole('button', { name: 'Show the checks of LIC-2026-000123' })
      .focus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('dialog')).toBeInTheDocument();
  });

  it('names the checks of revocation and integrity', async () => {
    const server = new FakeServer();
    server.answer('GET /licenses/LIC-2026-000123', () =>
      Response.json({
        ...aLicense({ status: 'invalid' }),
        checks: [
          { code: 'revocation', status: 'pass', message: 'It is not.' },
          { code: 'integrity', status: 'fail', message: 'It was edited.' },
        ],
      }),
    );
    await open(server);

    await userEvent.click(screen.getByText('01/02/2026'));

    const checks = await screen.findByRole('list', { name: 'Checks' });
    expect(checks).toHaveTextContent('Passed Revocation revocationIt is not.');
    expect(checks).toHaveTextContent('Failed Integrity integrityIt was edited');
  });

  it('refreshes all licenses and says what came of it', async () => {
    const server = await open();
    server.answer('POST /refresh', () =>
      Response.json({
        checked: 2,
        changed: ['LIC-2025-000042'],
        overview: server.overview,
      }),
    );
    server.licenses = [aLicense(), aLicenseInGrace({ status: 'expired' })];

    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));

    expect(
      await screen.findByText('2 licenses were checked, 1 changed.'),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(row('LIC-2025-000042')).toHaveTextContent('expired'),
    );
  });

  it('says why a refresh failed', async () => {
    const server = await open();
    server.answer('POST /refresh', () =>
      refusal(500, 'Error', 'something broke'),
    );

    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));

    expect(
      await screen.findByText(/^The license service failed/),
    ).toBeInTheDocument();
  });

  it('says what to do when nothing is installed', async () => {
    const server = new FakeServer();
    server.licenses = [];
    renderLicensePage('licenses', server);

    expect(
      await screen.findByText('No license is installed'),
    ).toBeInTheDocument();
    expect(await screen.findByText(/Click Upload License/)).toBeInTheDocument();
  });
});
