import { createEvent, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCheck, aLicense, aSummary } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const BYTES = '{ "licenseId" :"LIC-2027-7",\n"maxUsers": 1 }';
const file = (content: BlobPart = BYTES, name = 'license.json') =>
  new File([content], name, { type: 'application/json' });

const newLicense = aLicense({ licenseId: 'LIC-2027-7', maxUsers: 50 });
const accepted = {
  license: newLicense,
  checks: [
    aCheck({ code: 'format', message: 'It is a license.' }),
    aCheck({ code: 'signature' }),
  ],
  before: aSummary(),
  after: aSummary({ capacity: 160, utilizationPercent: 39, remaining: 97 }),
};

async function open() {
  const server = new FakeServer();
  server.preview = accepted;
  renderLicensePage('licenses', server);
  await userEvent.click(
    await screen.findByRole('button', { name: 'Upload License' }),
  );
  const dialog = await screen.findByRole('dialog', { name: 'Upload License' });
  return { server, dialog };
}

const choose = (dialog: HTMLElement, chosen = file()) =>
  userEvent.upload(within(dialog).getByLabelText('License file'), chosen, {
    applyAccept: false,
  });

const button = (dialog: HTMLElement) =>
  within(dialog).getByRole('button', { name: 'Upload' });

describe('UploadDialog', () => {
  it('offers to choose a file, and no upload before that', async () => {
    const { dialog } = await open();

    expect(
      within(dialog).getByRole('button', { name: 'Choose file' }),
    ).toBeInTheDocument();
    expect(button(dialog)).toBeDisabled();
  });

  it('shows the checks and the cards before and after', async () => {
    const { dialog } = await open();

    await choose(dialog);

    const checks = await within(dialog).findByRole('list', { name: 'Checks' });
    expect(checks).toHaveTextContent('Passed Format formatIt is a license.');
    expect(dialog).toHaveTextContent('This file can be installed.');
    expect(
      within(dialog)
        .getAllByRole('row')
        .map(({ children }) => [...children].map(cell => cell.textContent)),
    ).toEqual([
      ['Card', 'Before', 'After'],
      ['Operating Mode', 'Licensed', 'Licensed'],
      ['Active Users', '63 / 110', '63 / 160'],
      ['Utilization', '57 %', '39 %'],
      ['Remaining Slots', '47', '97'],
    ]);
  });

  it('uploads the very bytes on confirmation, and shows the new license', async () => {
    const { server, dialog } = await open();
    await choose(dialog);
    await within(dialog).findByRole('list', { name: 'Checks' });
    expect(server.received('POST /licenses')).toHaveLength(0);

    await userEvent.click(button(dialog));

    expect(await screen.findByText(/is installed\.$/)).toHaveTextContent(
      'The license LIC-2027-7 of Example Corp is installed.',
    );
    const [upload] = server.received('POST /licenses');
    expect(upload.headers.get('content-type')).toBe('application/octet-stream');
    expect(await (upload.body as Blob).text()).toBe(BYTES);
    expect(
      await screen.findByRole('button', {
        name: 'Show the checks of LIC-2027-7',
      }),
    ).toBeInTheDocument();
  });

  it('takes a dropped file', async () => {
    const { server, dialog } = await open();
    const area = within(dialog).getByText(/drop it here/);
    const drop = createEvent.drop(area, {
      dataTransfer: { files: [file()], types: ['Files'] },
    });

    fireEvent(area, drop);

    expect(
      await within(dialog).findByText('This file can be installed.'),
    ).toBeInTheDocument();
    expect(server.received('POST /licenses/preview')).toHaveLength(1);
  });

  it('shows which check a refused file failed, why, and what to do', async () => {
    const { server, dialog } = await open();
    server.preview = {
      checks: [
        aCheck({ code: 'format', message: 'It is a license.' }),
        {
          code: 'signature',
          status: 'fail',
          message: 'The file was changed after it was signed.',
          remedy: 'Ask the vendor for the original file.',
        },
      ],
      before: aSummary(),
    };

    await choose(dialog);

    expect(
      await within(dialog).findByText('This file cannot be installed.'),
    ).toBeInTheDocument();
    expect(within(dialog).getAllByRole('listitem')[1]).toHaveTextContent(
      'Failed Signature signatureThe file was changed after it was signed.What to do: Ask the vendor for the original file.',
    );
    expect(within(dialog).queryByRole('table')).not.toBeInTheDocument();
    expect(button(dialog)).toBeDisabled();
  });

  it('says before the upload that it would change nothing', async () => {
    const { server, dialog } = await open();
    server.preview = {
      ...accepted,
      checks: [aCheck({ code: 'period', status: 'fail' })],
      after: aSummary(),
    };

    await choose(dialog);

    expect(
      await within(dialog).findByText(/is installed already/),
    ).toBeInTheDocument();
  });

  it('says after the upload that nothing changed', async () => {
    const { server, dialog } = await open();
    server.answer('POST /licenses', () => Response.json(accepted));
    await choose(dialog);
    await within(dialog).findByRole('list', { name: 'Checks' });

    await userEvent.click(button(dialog));

    expect(await screen.findByText(/nothing changed\.$/)).toHaveTextContent(
      'The license LIC-2027-7 was installed already: nothing changed.',
    );
  });

  it('refuses a file above 64 KiB without sending it', async () => {
    const { server, dialog } = await open();

    await choose(dialog, file('x'.repeat(64 * 1024 + 1)));

    expect(
      await within(dialog).findByText(/larger than 64 KiB/),
    ).toBeInTheDocument();
    expect(server.received('POST /licenses/preview')).toHaveLength(0);
  });

  it('sends a file of exactly 64 KiB', async () => {
    const { server, dialog } = await open();

    await choose(dialog, file('x'.repeat(64 * 1024)));

    await within(dialog).findByRole('list', { name: 'Checks' });
    expect(server.received('POST /licenses/preview')).toHaveLength(1);
  });

  it('refuses what is no .json file', async () => {
    const { server, dialog } = await open();

    await choose(
      dialog,
      new File(['x'], 'license.pdf', { type: 'application/pdf' }),
    );

    expect(
      await within(dialog).findByText('Only a .json file can be a license.'),
    ).toBeInTheDocument();
    expect(server.received('POST /licenses/preview')).toHaveLength(0);
  });

  it.each([
    [413, 'PayloadTooLargeError', 'larger than 64 KiB'],
    [415, 'Error', 'compressed bodies are not taken'],
    [403, 'NotAllowedError', 'You do not have the permission'],
    [401, 'AuthenticationError', 'Your session has ended'],
    [503, 'Error', 'did not answer'],
    [500, 'Error', 'The license service failed'],
  ])('puts an answer %s in words', async (status, name, words) => {
    const { server, dialog } = await open();
    server.answer('POST /licenses/preview', () =>
      refusal(status, name, 'compressed bodies are not taken'),
    );

    await choose(dialog);

    expect(
      await within(dialog).findByText(new RegExp(words)),
    ).toBeInTheDocument();
    expect(button(dialog)).toBeDisabled();
  });

  it('shows why the upload was refused although the preview was fine', async () => {
    const { server, dialog } = await open();
    server.answer('POST /licenses', () =>
      refusal(409, 'ConflictError', 'version: a later one is installed'),
    );
    await choose(dialog);
    await within(dialog).findByRole('list', { name: 'Checks' });

    await userEvent.click(button(dialog));

    expect(
      await within(dialog).findByText('version: a later one is installed'),
    ).toBeInTheDocument();
  });

  it('says that it does not know when the connection is lost', async () => {
    const { server, dialog } = await open();
    await choose(dialog);
    await within(dialog).findByRole('list', { name: 'Checks' });
    server.connected = false;

    await userEvent.click(button(dialog));

    expect(
      await within(dialog).findByText(/did not answer/),
    ).toBeInTheDocument();
  });

  it('shows in the words of the server why it takes no changes', async () => {
    const { server, dialog } = await open();
    server.answer('POST /licenses', () =>
      refusal(
        503,
        'ServiceUnavailableError',
        'The ledger is sealed with a secret that this replica does not have',
      ),
    );
    await choose(dialog);
    await within(dialog).findByRole('list', { name: 'Checks' });

    await userEvent.click(button(dialog));

    expect(
      await within(dialog).findByText(
        'The ledger is sealed with a secret that this replica does not have',
      ),
    ).toBeInTheDocument();
  });

  it('speaks of no answer if a gateway has no backend behind it', async () => {
    const { server, dialog } = await open();
    server.answer(
      'POST /licenses',
      () => new Response('upstream connect error', { status: 503 }),
    );
    await choose(dialog);
    await within(dialog).findByRole('list', { name: 'Checks' });

    await userEvent.click(button(dialog));

    expect(
      await within(dialog).findByText(/^The license service did not answer/),
    ).toBeInTheDocument();
  });
});
