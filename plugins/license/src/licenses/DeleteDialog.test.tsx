import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aLicense,
  aLicenseInGrace,
  anOverview,
} from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

async function open(server = new FakeServer(), id = 'LIC-2026-000123') {
  renderLicensePage('licenses', server);
  await userEvent.click(
    await screen.findByRole('button', { name: `Delete ${id}` }),
  );
  const dialog = await screen.findByRole('dialog', { name: 'Delete License' });
  return { server, dialog };
}

const confirm = (dialog: HTMLElement) =>
  userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));

const rows = async (dialog: HTMLElement) =>
  (await within(dialog).findAllByRole('row')).map(({ children }) =>
    [...children].map(cell => cell.textContent),
  );

describe('DeleteDialog', () => {
  it('shows what deleting does to the cards, and that this is an estimate', async () => {
    const { dialog } = await open();

    expect(await rows(dialog)).toEqual([
      ['Card', 'Before', 'After'],
      ['Operating Mode', 'Licensed', 'Licensed – grace period'],
      ['Active Users', '63 / 110', '63 / 10'],
      ['Utilization', '57 %', '630 %'],
      ['Remaining Slots', '47', '053 users over the capacity'],
    ]);
    expect(dialog).toHaveTextContent('The result is an estimate');
  });

  it('says that a license that does not count changes nothing', async () => {
    const server = new FakeServer();
    server.licenses = [aLicense({ licenseId: 'LIC-OLD', status: 'expired' })];
    const { dialog } = await open(server, 'LIC-OLD');

    expect(
      await within(dialog).findByText(/the cards stay as they are/),
    ).toBeInTheDocument();
    expect((await rows(dialog))[2]).toEqual([
      'Active Users',
      '63 / 110',
      '63 / 110',
    ]);
  });

  it('deletes on confirmation, says so and shows the rest', async () => {
    const { server, dialog } = await open();

    await confirm(dialog);

    expect(await screen.findByText(/was deleted/)).toHaveTextContent(
      'The license LIC-2026-000123 was deleted.',
    );
    expect(server.received('DELETE /licenses/LIC-2026-000123')).toHaveLength(1);
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Delete LIC-2026-000123' }),
      ).not.toBeInTheDocument(),
    );
    expect(screen.getByText('LIC-2025-000042')).toBeInTheDocument();
  });

  it('gives the focus to the banner once the row is gone', async () => {
    const { dialog } = await open();

    await confirm(dialog);

    const done = await screen.findByText(/was deleted/);
    await waitFor(() => expect(done.closest('[role=status]')).toHaveFocus());
  });

  it('deletes nothing when cancelled', async () => {
    const { server, dialog } = await open();

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel' }),
    );

    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(
      server.requests.filter(({ method }) => method === 'DELETE'),
    ).toHaveLength(0);
    expect(
      screen.getByRole('button', { name: 'Delete LIC-2026-000123' }),
    ).toHaveFocus();
  });

  it('shows why the server refused, and stays', async () => {
    const { server, dialog } = await open();
    server.answer('DELETE /licenses/LIC-2026-000123', () =>
      refusal(409, 'ConflictError', 'This license comes from a file'),
    );

    await confirm(dialog);

    expect(
      await within(dialog).findByText('This license comes from a file'),
    ).toBeInTheDocument();
  });

  it('counts a license that is gone already as deleted', async () => {
    const { server, dialog } = await open();
    server.licenses = [aLicenseInGrace()];

    await confirm(dialog);

    expect(await screen.findByText(/was deleted/)).toBeInTheDocument();
  });

  it('escapes ids', async () => {
    const server = new FakeServer();
    server.licenses = [aLicense({ licenseId: 'file:a/b?.json' })];
    server.overview = anOverview({ licenses: [] });
    const { dialog } = await open(server, 'file:a/b?.json');

    await confirm(dialog);

    await waitFor(() =>
      expect(
        server.received('DELETE /licenses/file%3Aa%2Fb%3F.json'),
      ).toHaveLength(1),
    );
  });

  it('sends nothing for an id that would end up at another address, and says so', async () => {
    const server = new FakeServer();
    server.licenses = [aLicense({ licenseId: '.' })];
    const { dialog } = await open(server, '.');

    await confirm(dialog);

    expect(
      await within(dialog).findByText(/^"\." cannot be part of an address/),
    ).toBeInTheDocument();
    expect(
      server.requests.filter(({ method }) => method === 'DELETE'),
    ).toHaveLength(0);
  });
});
