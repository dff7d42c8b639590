import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anOverview, aUser } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const USERS = 'GET /usage/users';

const manyUsers = (count: number) =>
  Array.from({ length: count }, (_, i) => aUser(i + 1));

const serverWith = (facts: Partial<FakeServer>) =>
  Object.assign(new FakeServer(), facts);

/** Opens the dialog by its own address. */
async function open(server = new FakeServer()) {
  renderLicensePage('overview?users', server);
  const dialog = await screen.findByRole('dialog', { name: 'Who is counted?' });
  return { server, dialog };
}

const findTable = (dialog: HTMLElement) =>
  within(dialog).findByRole('table', { name: 'Counted' });

const cellsOf = (row: HTMLElement) =>
  within(row)
    .getAllByRole('cell')
    .map(cell => cell.textContent);

const lastQuery = (server: FakeServer, route = USERS) =>
  Object.fromEntries(server.received(route).at(-1)?.query ?? []);

describe('the link on the Active Users card', () => {
  it('opens the dialog, which Escape closes again', async () => {
    renderLicensePage('overview', new FakeServer());
    const card = await screen.findByRole('region', { name: 'Active Users' });
    const link = await within(card).findByRole('link', {
      name: 'Who is counted?',
    });

    await userEvent.click(link);
    expect(
      await screen.findByRole('dialog', { name: 'Who is counted?' }),
    ).toBeInTheDocument();

    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('63 / 110')).toBeInTheDocument();
    await waitFor(() => expect(link).toHaveFocus());
  });

  it('asks for no users while the dialog is closed', async () => {
    const server = new FakeServer();
    renderLicensePage('overview', server);
    await screen.findByRole('link', { name: 'Who is counted?' });

    expect(server.received(USERS)).toHaveLength(0);
  });
});

describe('the dialog of those who count', () => {
  it('stays closed once it is, when it was opened by its address', async () => {
    const { dialog } = await open();
    await findTable(dialog);

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Close' }),
    );

    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(await screen.findByText('63 / 110')).toBeInTheDocument();
  });

  it('tells the number, the rule and the time of the count', async () => {
    const { dialog } = await open();
    await findTable(dialog);

    expect(dialog).toHaveTextContent('63 active users.');
    expect(dialog).toHaveTextContent('Counted: User entities in the catalog');
    expect(dialog).toHaveTextContent('As of 10/05/2026, 08:00:00 UTC');
  });

  it('tells that the number is stale, and why', async () => {
    const { usage } = anOverview();
    const { dialog } = await open(
      serverWith({
        overview: anOverview({
          usage: { ...usage, stale: true, reason: 'The catalog is down' },
        }),
      }),
    );
    await findTable(dialog);

    expect(dialog).toHaveTextContent(
      'Not up to date, last counted 10/05/2026, 08:00:00 UTC.',
    );
    expect(dialog).toHaveTextContent('Reason: The catalog is down');
  });

  it('tells of each user since when, when last seen, and why', async () => {
    const { dialog } = await open(
      serverWith({
        users: [
          aUser(1),
          aUser(2, { displayName: undefined, lastSeenAt: null }),
        ],
      }),
    );
    const [head, ...rows] = within(await findTable(dialog)).getAllByRole('row');

    expect(
      within(head)
        .getAllByRole('columnheader')
        .map(cell => cell.textContent),
    ).toEqual(['User', 'Name', 'Counted since', 'Last seen', 'Why']);
    expect(rows.map(cellsOf)).toEqual([
      [
        'user:default/sample-user-1',
        'Sample User 1',
        '01/02/2026, 09:00:00 UTC',
        '09/05/2026, 16:30:00 UTC',
        'User entity in the catalog',
      ],
      [
        'user:default/sample-user-2',
        '–',
        '01/02/2026, 09:00:00 UTC',
        '–',
        'User entity in the catalog',
      ],
    ]);
    expect(
      within(rows[0]).getByText('user:default/sample-user-1').tagName,
    ).toBe('BDI');
  });

  it.each([
    ['User', 'user', 'desc'],
    ['Counted since', 'since', 'asc'],
    ['Last seen', 'lastSeenAt', 'asc'],
  ])('lets the server sort by "%s"', async (name, orderBy, order) => {
    const { server, dialog } = await open();
    const table = await findTable(dialog);

    await userEvent.click(within(table).getByRole('button', { name }));

    await waitFor(() =>
      expect(lastQuery(server)).toMatchObject({ orderBy, order }),
    );
    expect(within(dialog).getByRole('columnheader', { name })).toHaveAttribute(
      'aria-sort',
      order === 'asc' ? 'ascending' : 'descending',
    );
  });

  it('offers no order that the server does not know', async () => {
    const { dialog } = await open();
    const table = await findTable(dialog);

    for (const name of ['Name', 'Why']) {
      expect(
        within(table).queryByRole('button', { name }),
      ).not.toBeInTheDocument();
    }
  });

  it('lets the server cut the pages', async () => {
    const { server, dialog } = await open(serverWith({ users: manyUsers(25) }));
    expect(await within(dialog).findByText('1–20 of 25')).toBeInTheDocument();

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Next page' }),
    );

    expect(await within(dialog).findByText('Sample User 25')).toBeVisible();
    expect(lastQuery(server)).toMatchObject({ limit: '20', offset: '20' });

    await userEvent.selectOptions(
      within(dialog).getByLabelText('Rows per page'),
      '50',
    );
    expect(await within(dialog).findByText('1–25 of 25')).toBeInTheDocument();
  });

  it('lets the server search, and says if nobody matches', async () => {
    const { server, dialog } = await open(serverWith({ users: manyUsers(25) }));
    await findTable(dialog);

    await userEvent.type(
      within(dialog).getByLabelText('Search'),
      ' sample user 7 ',
    );
    expect(await within(dialog).findByText('1–1 of 1')).toBeInTheDocument();
    expect(lastQuery(server)).toMatchObject({
      search: 'sample user 7',
      offset: '0',
    });

    await userEvent.type(within(dialog).getByLabelText('Search'), 'x');
    expect(await within(dialog).findByText('Nobody matches')).toBeVisible();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Show all' }),
    );
    expect(await within(dialog).findByText('1–20 of 25')).toBeInTheDocument();
  });

  it('says that nobody is counted', async () => {
    const { dialog } = await open(
      serverWith({ users: [], overview: anOverview({ activeUsers: null }) }),
    );

    expect(await within(dialog).findByText('Nobody is counted')).toBeVisible();
    expect(dialog).toHaveTextContent('– active users.');
  });

  it('writes large numbers with commas', async () => {
    const { dialog } = await open(
      serverWith({ overview: anOverview({ activeUsers: 100_000 }) }),
    );

    await findTable(dialog);
    expect(dialog).toHaveTextContent('100,000 active users.');
  });

  it.each([
    [403, 'You may not see this', /permission license\.usage\.read/],
    [500, 'Something went wrong', 'The server says: broken'],
    [503, 'The license service is unreachable', /Check your connection/],
  ])('answers %s with "%s"', async (status, title, words) => {
    const server = new FakeServer();
    server.answer(USERS, () => refusal(status, 'Error', 'broken'));
    const { dialog } = await open(server);

    const alert = await within(dialog).findByRole('alert');
    expect(alert).toHaveTextContent(title);
    expect(alert).toHaveTextContent(words);

    server.answer(USERS, undefined);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Retry' }),
    );
    expect(await findTable(dialog)).toBeInTheDocument();
  });

  it('says that it is loading', async () => {
    const server = new FakeServer();
    server.answer(USERS, () => new Promise(() => {}));
    const { dialog } = await open(server);

    expect(within(dialog).getByRole('status')).toHaveTextContent('Loading');
  });
});
