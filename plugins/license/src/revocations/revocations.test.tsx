import { createEvent, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { someRevocations } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';
import { tabTo } from '../__testUtils__/tabTo';

const BYTES = ` ${JSON.stringify(someRevocations({ sequence: 8 }))}\n`;
const file = (content: BlobPart = BYTES, name = 'revocations.json') =>
  new File([content], name, { type: 'application/json' });

async function open(server = new FakeServer()) {
  renderLicensePage('security', server);
  await screen.findByRole('region', { name: 'Integrity Status' });
  return server;
}

const section = () => screen.getByRole('region', { name: 'Revocation List' });

async function openDialog() {
  await userEvent.click(
    await screen.findByRole('button', { name: 'Upload Revocation List' }),
  );
  return screen.findByRole('dialog', { name: 'Upload Revocation List' });
}

const choose = (dialog: HTMLElement, chosen = file()) =>
  userEvent.upload(
    within(dialog).getByLabelText('Revocation list file'),
    chosen,
    { applyAccept: false },
  );

const confirm = (dialog: HTMLElement) =>
  within(dialog).getByRole('button', { name: 'Upload' });

describe('the revocation list', () => {
  it('is told with its number, its age and what it revokes', async () => {
    const server = new FakeServer();
    server.revocations = someRevocations({
      revoked: [
        ...someRevocations().revoked,
        { licenseId: 'LIC-2024-000008', revokedAt: '2026-04-30' },
      ],
    });
    await open(server);

    expect(
      await within(section()).findByText(/2 licenses are revoked/),
    ).toHaveTextContent(
      'List 7, issued 02/05/2026, 09:00:00 UTC: 2 licenses are revoked.',
    );
    const rows = within(section()).getAllByRole('row');
    expect(
      rows.map(({ children }) => [...children].map(cell => cell.textContent)),
    ).toEqual([
      ['License', 'Revoked', 'Reason'],
      ['LIC-2024-000007', '01/05/2026', 'Replaced'],
      ['LIC-2024-000008', '30/04/2026', '–'],
    ]);
  });

  it('keeps untrusted text from running into the page', async () => {
    const server = new FakeServer();
    server.revocations = someRevocations({
      revoked: [
        {
          licenseId: 'LIC-1',
          revokedAt: '2026-05-01',
          reason: '<b>Replaced</b>',
        },
      ],
    });
    await open(server);

    expect((await screen.findByText('<b>Replaced</b>')).tagName).toBe('BDI');
    expect(screen.getByText('LIC-1').tagName).toBe('BDI');
  });

  it('shows only some of thousands at a time', async () => {
    const server = new FakeServer();
    server.revocations = someRevocations({
      revoked: Array.from({ length: 3000 }, (_, i) => ({
        licenseId: `LIC-${i + 1}`,
        revokedAt: '2026-05-01',
      })),
    });
    await open(server);
    expect(await screen.findByText('LIC-10')).toBeInTheDocument();
    expect(within(section()).getAllByRole('row')).toHaveLength(11);

    await userEvent.click(
      within(section()).getByRole('button', { name: 'Next page' }),
    );
    expect(screen.getByText('LIC-11')).toBeInTheDocument();

    await userEvent.selectOptions(
      within(section()).getByLabelText('Rows per page'),
      '100',
    );
    expect(screen.getByText('LIC-1')).toBeInTheDocument();
    expect(screen.getByText('1–100 of 3000')).toBeInTheDocument();
  });

  it('is told to be missing if there is none', async () => {
    await open();

    expect(
      await screen.findByText(/No revocation list is installed/),
    ).toBeInTheDocument();
    expect(within(section()).queryByRole('table')).not.toBeInTheDocument();
  });

  it('is left out if the backend knows of none', async () => {
    const server = new FakeServer();
    server.answer('GET /revocations', () =>
      refusal(404, 'NotFoundError', 'no'),
    );
    await open(server);

    expect(
      screen.queryByRole('region', { name: 'Revocation List' }),
    ).not.toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [500, 'The server says: the reason why'],
  ])('is not there after an answer %s, and says why', async (status, words) => {
    const server = new FakeServer();
    server.answer('GET /revocations', () =>
      refusal(status, 'Error', 'the reason why'),
    );
    await open(server);
    expect(section()).toHaveTextContent(words);

    server.answer('GET /revocations', undefined);
    await userEvent.click(
      within(section()).getByRole('button', { name: 'Retry' }),
    );
    expect(
      await screen.findByText(/No revocation list is installed/),
    ).toBeInTheDocument();
  });
});

describe('uploading a revocation list', () => {
  it('sends the very bytes, says so and shows the new list', async () => {
    const server = await open();
    const dialog = await openDialog();
    expect(confirm(dialog)).toBeDisabled();

    await choose(dialog);
    expect(server.received('POST /revocations')).toHaveLength(0);
    await userEvent.click(confirm(dialog));

    const done = await screen.findByText(
      'Revocation list 8 is in force: 1 license is revoked.',
    );
    expect(done.closest('[data-tone]')).toHaveAttribute('data-tone', 'ok');
    const [upload] = server.received('POST /revocations');
    expect(await (upload.body as Blob).text()).toBe(BYTES);
    expect(await screen.findByText('LIC-2024-000007')).toBeInTheDocument();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('says if the list was in force already', async () => {
    const server = new FakeServer();
    server.revocations = someRevocations({ sequence: 8 });
    await open(server);
    const dialog = await openDialog();

    await choose(dialog);
    await userEvent.click(confirm(dialog));

    const done = await screen.findByText(
      'Revocation list 8 was in force already: nothing changed.',
    );
    expect(done.closest('[data-tone]')).toHaveAttribute('data-tone', 'neutral');
  });

  it('takes a dropped file', async () => {
    const server = await open();
    const dialog = await openDialog();
    const area = within(dialog).getByText(/drop it here/);

    fireEvent(
      area,
      createEvent.drop(area, {
        dataTransfer: { files: [file()], types: ['Files'] },
      }),
    );
    expect(
      await within(dialog).findByText('revocations.json'),
    ).toBeInTheDocument();
    await userEvent.click(confirm(dialog));

    expect(await screen.findByText(/list 8 is in force/)).toBeInTheDocument();
    expect(server.revocations.sequence).toBe(8);
  });

  it('works by the keyboard alone', async () => {
    await open();
    const button = await screen.findByRole('button', {
      name: 'Upload Revocation List',
    });
    button.focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    await tabTo(within(dialog).getByRole('button', { name: 'Choose file' }));
    // What the browser's own dialog does.
    await choose(dialog);

    await tabTo(confirm(dialog));
    await userEvent.keyboard('{Enter}');

    expect(await screen.findByText(/list 8 is in force/)).toBeInTheDocument();
    expect(button).toHaveFocus();
  });

  it('sends nothing when escaped', async () => {
    const server = await open();
    await choose(await openDialog());

    await userEvent.keyboard('{Escape}');

    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(server.received('POST /revocations')).toHaveLength(0);
  });

  it.each([
    [400, 'InputError', 'signature: the list was changed', 'list was changed'],
    [409, 'ConflictError', 'List 9 is in force', 'List 9 is in force'],
    [413, 'PayloadTooLargeError', 'too large', 'larger than 1 MiB'],
    [403, 'NotAllowedError', 'no', 'You do not have the permission'],
    [500, 'Error', 'no', 'The license service failed'],
  ])(
    'shows why it was refused with %s, and stays',
    async (status, name, message, words) => {
      const server = await open();
      server.answer('POST /revocations', () => refusal(status, name, message));
      const dialog = await openDialog();

      await choose(dialog);
      await userEvent.click(confirm(dialog));

      expect(
        await within(dialog).findByText(new RegExp(words)),
      ).toBeInTheDocument();
      expect(confirm(dialog)).toBeEnabled();
    },
  );

  it.each([
    [
      'a file above 1 MiB',
      file('x'.repeat(1024 * 1024 + 1)),
      /larger than 1 MiB/,
    ],
    [
      'what is no .json file',
      new File(['x'], 'list.pdf', { type: 'application/pdf' }),
      'Only a .json file can be a revocation list.',
    ],
  ])('refuses %s without sending it', async (_what, chosen, words) => {
    const server = await open();
    const dialog = await openDialog();

    await choose(dialog, chosen);

    expect(await within(dialog).findByText(words)).toBeInTheDocument();
    expect(confirm(dialog)).toBeDisabled();
    expect(server.received('POST /revocations')).toHaveLength(0);
  });

  it('says so if the file cannot be read', async () => {
    const server = await open();
    const dialog = await openDialog();
    const gone = file();
    gone.arrayBuffer = () => Promise.reject(new Error('gone'));

    await choose(dialog, gone);
    await userEvent.click(confirm(dialog));

    expect(
      await within(dialog).findByText(/could not be read/),
    ).toBeInTheDocument();
    expect(server.received('POST /revocations')).toHaveLength(0);
  });
});
