import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aUser } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const RECLAIM = 'GET /usage/reclaim';

const seenLongAgo = (count: number) =>
  Array.from({ length: count }, (_, i) => aUser(i + 1));

async function open(server = new FakeServer()) {
  renderLicensePage('overview?users=reclaim', server);
  const dialog = await screen.findByRole('dialog');
  return { server, dialog, days: within(dialog).getByRole('spinbutton') };
}

const lastQuery = (server: FakeServer) =>
  Object.fromEntries(server.received(RECLAIM).at(-1)?.query ?? []);

describe('Reclaim', () => {
  it('is the other view of the dialog', async () => {
    renderLicensePage('overview?users', new FakeServer());
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByRole('table', { name: 'Counted' });

    await userEvent.click(within(dialog).getByRole('tab', { name: 'Reclaim' }));

    expect(
      await within(dialog).findByRole('table', {
        name: 'Users who would free a slot',
      }),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByRole('tabpanel', { name: 'Reclaim' }),
    ).toBeInTheDocument();
    expect(
      within(dialog).queryByRole('table', { name: 'Counted' }),
    ).not.toBeInTheDocument();
  });

  it('says what would become of how many, and that nothing is changed', async () => {
    const server = new FakeServer();
    server.users = [
      ...seenLongAgo(12),
      ...[13, 14, 15].map(i => aUser(i, { lastSeenAt: null })),
    ];
    const { dialog } = await open(server);

    expect(
      await within(dialog).findByText(
        'If only users seen in the last 14 days counted: 12 users would free a slot, 3 would remain.',
      ),
    ).toBeInTheDocument();
    expect(dialog).toHaveTextContent('3 users were never seen');
    expect(dialog).toHaveTextContent('nothing is changed');
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([
    [
      { totalItems: 0, remainingUsers: 63, neverSeen: 0 },
      '0 users would free a slot, 63 would remain.',
    ],
    [
      { totalItems: 1, remainingUsers: 62, neverSeen: 0 },
      '1 user would free a slot, 62 would remain.',
    ],
    [
      { totalItems: 40_000, remainingUsers: 60_000, neverSeen: 0 },
      '40,000 users would free a slot, 60,000 would remain.',
    ],
    [
      { totalItems: 0, remainingUsers: 63, neverSeen: 1 },
      '1 user was never seen',
    ],
  ])('puts %j in words', async (facts, words) => {
    const server = new FakeServer();
    server.answer(RECLAIM, () =>
      Response.json({ items: [], days: 14, activeUsers: 63, ...facts }),
    );
    const { dialog } = await open(server);

    await waitFor(() => expect(dialog).toHaveTextContent(words));
  });

  it('lists who would free a slot, in pages', async () => {
    const server = new FakeServer();
    server.users = seenLongAgo(25);
    const { dialog } = await open(server);
    expect(await within(dialog).findByText('1–20 of 25')).toBeInTheDocument();

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Next page' }),
    );

    expect(await within(dialog).findByText('Sample User 25')).toBeVisible();
    expect(lastQuery(server)).toEqual({
      days: '14',
      limit: '20',
      offset: '20',
    });
  });

  it('looks again for another number of days', async () => {
    const { server, dialog, days } = await open();
    await within(dialog).findByText(/last 14 days/);

    await userEvent.clear(days);
    await userEvent.type(days, '90');

    expect(await within(dialog).findByText(/last 90 days/)).toBeInTheDocument();
    expect(lastQuery(server)).toMatchObject({ days: '90', offset: '0' });
  });

  it.each(['', '0', '3651', '1.5', '-3', '1e2'])(
    'does not ask for "%s" days',
    async typed => {
      const { server, dialog, days } = await open();
      await within(dialog).findByText(/last 14 days/);

      fireEvent.change(days, { target: { value: typed } });
      await waitFor(() => expect(days).toHaveAttribute('aria-invalid', 'true'));
      await new Promise(resolve => setTimeout(resolve, 400));

      expect(server.received(RECLAIM)).toHaveLength(1);
    },
  );

  it('shows in the words of the server that nobody knows when users were seen', async () => {
    const server = new FakeServer();
    server.answer(RECLAIM, () =>
      refusal(409, 'ConflictError', 'Nobody knows when they were last seen.'),
    );
    const { dialog } = await open(server);

    expect(
      await within(dialog).findByText('Nobody knows when they were last seen.'),
    ).toBeInTheDocument();
    expect(within(dialog).queryByRole('alert')).not.toBeInTheDocument();
    expect(dialog).not.toHaveTextContent('Something went wrong');
  });

  it.each([
    [403, 'You may not see this'],
    [500, 'Something went wrong'],
    [503, 'The license service is unreachable'],
  ])('answers %s with "%s"', async (status, title) => {
    const server = new FakeServer();
    server.answer(RECLAIM, () => refusal(status, 'Error', 'no'));
    const { dialog } = await open(server);

    expect(await within(dialog).findByRole('alert')).toHaveTextContent(title);
  });
});
