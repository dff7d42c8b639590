import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeServer } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

// What the import of the dialog's code comes to: a component, or a promise of one.
let mockDialog: () => unknown;
jest.mock('../upload/UploadDialog', () => ({
  get UploadDialog() {
    return mockDialog();
  },
}));

async function open() {
  renderLicensePage('licenses', new FakeServer());
  const button = await screen.findByRole('button', { name: 'Upload License' });
  await userEvent.click(button);
  return {
    button,
    dialog: await screen.findByRole('dialog', { name: 'Upload License' }),
  };
}

// Once it is there, the code stays, so its arrival comes last.
describe('a dialog, while its code', () => {
  it('has not come, says so under its title, and can be closed', async () => {
    mockDialog = () => new Promise(() => {});
    const { button, dialog } = await open();
    expect(within(dialog).getByRole('status')).toHaveTextContent('Loading');

    await userEvent.keyboard('{Escape}');

    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    await waitFor(() => expect(button).toHaveFocus());
  });

  it('cannot be loaded, says what to do, and comes on Retry', async () => {
    mockDialog = () => Promise.reject(new Error('Loading chunk 377 failed.'));
    const { dialog } = await open();
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'If it keeps failing, reload the page',
    );

    mockDialog = () => () => <p>Choose a file</p>;
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Retry' }),
    );

    expect(await screen.findByText('Choose a file')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
