import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const CSV = 'GET /usage/users.csv';

/** Catches what the page saves: jsdom saves nothing. */
function watchDownloads() {
  const saved: { name: string; content: Blob }[] = [];
  const contents = new Map<string, Blob>();
  URL.createObjectURL = content => {
    const url = `blob:${contents.size}`;
    contents.set(url, content as Blob);
    return url;
  };
  URL.revokeObjectURL = () => {};
  jest
    .spyOn(HTMLAnchorElement.prototype, 'click')
    .mockImplementation(function click(this: HTMLAnchorElement) {
      saved.push({ name: this.download, content: contents.get(this.href)! });
    });
  return saved;
}

async function open(server = new FakeServer()) {
  renderLicensePage('overview?users', server);
  const dialog = await screen.findByRole('dialog');
  const button = await within(dialog).findByRole('button', {
    name: 'Download CSV',
  });
  return { server, dialog, button };
}

describe('Download CSV', () => {
  afterEach(() => jest.restoreAllMocks());

  it('saves what the server sends, under a name with the date', async () => {
    const saved = watchDownloads();
    const { button } = await open();

    await userEvent.click(button);

    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0].name).toBe(
      `active-users-${new Date().toISOString().slice(0, 10)}.csv`,
    );
    expect(await saved[0].content.text()).toBe(
      'User\r\nuser:default/sample-user-1\r\nuser:default/sample-user-2\r\n',
    );
  });

  it('asks for everybody who fits the search, in the order of the table', async () => {
    const saved = watchDownloads();
    const { server, dialog, button } = await open();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Last seen' }),
    );
    await userEvent.type(within(dialog).getByLabelText('Search'), 'user-2');
    await waitFor(() =>
      expect(within(dialog).getByText('1–1 of 1')).toBeInTheDocument(),
    );

    await userEvent.click(button);

    await waitFor(() => expect(saved).toHaveLength(1));
    expect(Object.fromEntries(server.received(CSV)[0].query)).toEqual({
      search: 'user-2',
      orderBy: 'lastSeenAt',
      order: 'asc',
      separator: 'comma',
    });
  });

  it.each([
    ['en-GB', 'comma', 'semicolon'],
    ['de', 'semicolon', 'comma'],
  ])(
    'separates as spreadsheets in %s expect it, by a %s, or by a %s on request',
    async (language, expected, other) => {
      jest.spyOn(navigator, 'language', 'get').mockReturnValue(language);
      const saved = watchDownloads();
      const { server, dialog, button } = await open();
      const choice = within(dialog).getByLabelText('Separator');
      expect(choice).toHaveValue(expected);
      await userEvent.click(button);
      await waitFor(() => expect(saved).toHaveLength(1));

      await userEvent.selectOptions(choice, other);
      await userEvent.click(button);
      await waitFor(() => expect(saved).toHaveLength(2));

      expect(
        server.received(CSV).map(({ query }) => query.get('separator')),
      ).toEqual([expected, other]);
    },
  );

  it('keeps the separator that was chosen when the list cannot be loaded for a while', async () => {
    const { server, dialog } = await open();
    await userEvent.selectOptions(
      within(dialog).getByLabelText('Separator'),
      'semicolon',
    );

    server.connected = false;
    await act(async () => {
      window.dispatchEvent(new Event('offline'));
    });
    expect(within(dialog).queryByLabelText('Separator')).toBeNull();
    server.connected = true;
    await act(async () => {
      window.dispatchEvent(new Event('online'));
    });

    expect(await within(dialog).findByLabelText('Separator')).toHaveValue(
      'semicolon',
    );
  });

  it('shows no error when the browser was told to stop', async () => {
    const saved = watchDownloads();
    const { server, dialog, button } = await open();
    server.answer(CSV, () =>
      Promise.reject(
        new DOMException('The operation was aborted', 'AbortError'),
      ),
    );

    await userEvent.click(button);
    await waitFor(() => expect(server.received(CSV)).toHaveLength(1));
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));

    expect(within(dialog).getByRole('alert')).toBeEmptyDOMElement();
    expect(saved).toHaveLength(0);
  });

  it.each([
    [403, 'You do not have the permission to do this.'],
    [500, /^The license service failed/],
    [503, /^The license service did not answer/],
  ])('says why nothing was saved with %s', async (status, words) => {
    const saved = watchDownloads();
    const { server, dialog, button } = await open();
    server.answer(CSV, () => refusal(status, 'Error', 'no'));

    await userEvent.click(button);

    expect(await within(dialog).findByText(words)).toBeInTheDocument();
    expect(saved).toHaveLength(0);
    expect(button).toBeEnabled();
  });

  it('works by the keyboard', async () => {
    const saved = watchDownloads();
    const { button } = await open();

    button.focus();
    await userEvent.keyboard('{Enter}');

    await waitFor(() => expect(saved).toHaveLength(1));
  });
});
