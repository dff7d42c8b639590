import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anEvent } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const ACKNOWLEDGE = 'POST /security/events/event-1/acknowledge';
const edited = anEvent({ message: 'Edited once.' });
const editedAgain = anEvent({
  message: 'Edited twice.',
  evidence: 'evidence-2',
});

async function openDialog() {
  const server = new FakeServer();
  server.events = [edited];
  renderLicensePage('security', server);
  await userEvent.click(
    await screen.findByRole('button', { name: 'Acknowledge' }),
  );
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByLabelText(/Note/));
  await userEvent.paste('Known.');
  return { server, dialog };
}

const click = (dialog: HTMLElement, name: string) =>
  userEvent.click(within(dialog).getByRole('button', { name }));

const sentEvidence = (server: FakeServer) =>
  server
    .received(ACKNOWLEDGE)
    .map(({ body }) => JSON.parse(String(body)).evidence);

/** Acknowledges what the server has found otherwise since. */
async function openRefused() {
  const { server, dialog } = await openDialog();
  server.answer(ACKNOWLEDGE, () =>
    refusal(409, 'ConflictError', 'The document was edited again.'),
  );
  await click(dialog, 'Acknowledge');
  await within(dialog).findByRole('button', { name: 'Look at it again' });
  server.answer(ACKNOWLEDGE, undefined);
  return { server, dialog };
}

describe('acknowledging what has changed since it was shown', () => {
  it('answers for what stood there when the dialog was opened, whatever the list shows meanwhile', async () => {
    const { server, dialog } = await openDialog();
    server.events = [editedAgain];
    await act(async () => {
      window.dispatchEvent(new Event('focus'));
    });
    await screen.findByText('Edited twice.');

    await click(dialog, 'Acknowledge');

    await within(dialog).findByText(/differs from what you were shown/);
    expect(sentEvidence(server)).toEqual(['evidence-1']);
  });

  it('says so with the words of the server, and keeps the note', async () => {
    const { dialog } = await openRefused();

    expect(within(dialog).getByRole('alert')).toHaveTextContent(
      'What is there now differs from what you were shown, so nothing was accepted. Your note is kept. The server says: The document was edited again.',
    );
    expect(within(dialog).getByLabelText(/Note/)).toHaveValue('Known.');
  });

  it('shows on request what is there now, and acknowledges that', async () => {
    const { server, dialog } = await openRefused();
    server.events = [editedAgain];

    await click(dialog, 'Look at it again');

    expect(
      await within(dialog).findByText('Edited twice.'),
    ).toBeInTheDocument();
    expect(within(dialog).getByRole('alert')).toHaveTextContent(
      'This is what is there now.',
    );
    expect(within(dialog).getByLabelText(/Note/)).toHaveFocus();

    await click(dialog, 'Acknowledge');
    await screen.findByText('The event was acknowledged and closed.');
    expect(sentEvidence(server)).toEqual(['evidence-1', 'evidence-2']);
  });

  it('shows the new event of the same subject, and not the one that is over', async () => {
    const { server, dialog } = await openRefused();
    server.events = [
      { ...edited, active: false },
      anEvent({ id: 'other', subject: 'ledger', message: 'Cut.' }),
      anEvent({
        id: 'event-2',
        type: 'document_missing',
        message: 'It is gone.',
      }),
    ];

    await click(dialog, 'Look at it again');
    await within(dialog).findByText('It is gone.');

    await click(dialog, 'Acknowledge');
    await waitFor(() =>
      expect(
        server.received('POST /security/events/event-2/acknowledge'),
      ).toHaveLength(1),
    );
  });

  it('says that the condition is gone if nothing else is there', async () => {
    const { server, dialog } = await openRefused();
    server.events = [{ ...edited, active: false }];

    await click(dialog, 'Look at it again');

    expect(
      await within(dialog).findByText(/the baseline stays as it is/),
    ).toBeInTheDocument();
  });

  it('shows the list behind it anew', async () => {
    const { server, dialog } = await openRefused();
    server.events = [editedAgain];

    await click(dialog, 'Look at it again');

    await waitFor(() =>
      expect(screen.getAllByText('Edited twice.')).toHaveLength(2),
    );
  });

  it('says that the scan has not got there yet', async () => {
    const { dialog } = await openRefused();

    await click(dialog, 'Look at it again');

    expect(
      await within(dialog).findByText(/^The last scan still found/),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByRole('button', { name: 'Look at it again' }),
    ).toBeInTheDocument();
  });

  it('takes no second answer for what somebody else has acknowledged', async () => {
    const { server, dialog } = await openRefused();
    server.events = [
      { ...edited, acknowledgedAt: '2026-05-10T09:00:00.000Z', note: 'Mine.' },
    ];

    await click(dialog, 'Look at it again');

    expect(
      await within(dialog).findByText(/Somebody else has acknowledged/),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByRole('button', { name: 'Acknowledge' }),
    ).toBeDisabled();
  });

  it('can be tried again if nothing can be seen', async () => {
    const { server, dialog } = await openRefused();
    server.connected = false;

    await click(dialog, 'Look at it again');
    await within(dialog).findByText(/did not answer/);

    server.connected = true;
    server.events = [editedAgain];
    await click(dialog, 'Look at it again');
    expect(
      await within(dialog).findByText('Edited twice.'),
    ).toBeInTheDocument();
  });
});
