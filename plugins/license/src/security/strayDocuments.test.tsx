import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { anEvent } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const NAME = 'a/b?%2E';
const DELETE = `DELETE /licenses/${encodeURIComponent(`document:${NAME}`)}`;

const aStrayDocument = (facts: Partial<SecurityEvent> = {}) =>
  anEvent({
    type: 'document_unknown',
    subject: `document:${NAME}`,
    licenseId: undefined,
    message: 'No entry speaks of this document.',
    ...facts,
  });

async function open(...events: SecurityEvent[]) {
  const server = new FakeServer();
  server.events = events;
  renderLicensePage('security', server);
  await screen.findByRole('button', { name: 'Force Validation Now' });
  return server;
}

const offer = () => screen.queryByRole('button', { name: 'Delete document' });

async function openDialog() {
  await userEvent.click(offer()!);
  return screen.findByRole('dialog', { name: 'Delete document' });
}

const confirm = (dialog: HTMLElement) =>
  userEvent.click(
    within(dialog).getByRole('button', { name: 'Delete document' }),
  );

describe('a document of which no entry speaks', () => {
  it('can be deleted, after a question, by the subject of its event', async () => {
    const server = await open(aStrayDocument());
    const dialog = await openDialog();
    expect(dialog).toHaveTextContent('No entry speaks of this document.');
    expect(dialog).toHaveTextContent(`Delete the document ${NAME} from`);
    expect(dialog).toHaveTextContent('It cannot be brought back');
    expect(within(dialog).getByText(NAME).tagName).toBe('BDI');
    expect(server.received(DELETE)).toHaveLength(0);

    await confirm(dialog);

    const done = await screen.findByText(/was deleted/);
    expect(done).toHaveTextContent(
      `The document ${NAME} was deleted. Acknowledge the event to close it.`,
    );
    expect(server.received(DELETE)).toHaveLength(1);
    await waitFor(() => expect(offer()).not.toBeInTheDocument());
    expect(
      screen.getByRole('button', { name: 'Acknowledge' }),
    ).toBeInTheDocument();
  });

  it('can be deleted when its event was acknowledged and stays open', async () => {
    await open(aStrayDocument({ acknowledgedAt: '2026-05-10T09:00:00.000Z' }));
    expect(
      screen.getByText(/It stays open until the document is deleted\./),
    ).toBeInTheDocument();

    await confirm(await openDialog());

    expect((await screen.findByText(/was deleted/)).textContent).toBe(
      `The document ${NAME} was deleted.`,
    );
  });

  it('stays when the question is cancelled', async () => {
    const server = await open(aStrayDocument());
    const dialog = await openDialog();

    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Cancel' }),
    );

    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(
      server.requests.filter(({ method }) => method === 'DELETE'),
    ).toHaveLength(0);
    expect(offer()).toHaveFocus();
  });

  it('counts as deleted if somebody else was faster', async () => {
    const server = await open(aStrayDocument());
    server.answer(DELETE, () => refusal(404, 'NotFoundError', 'no'));

    await confirm(await openDialog());

    expect(await screen.findByText(/was deleted/)).toBeInTheDocument();
  });

  it('stays with the reason if the server refuses', async () => {
    const server = await open(aStrayDocument());
    server.answer(DELETE, () =>
      refusal(409, 'ConflictError', 'An entry speaks of it by now'),
    );
    const dialog = await openDialog();

    await confirm(dialog);

    expect(
      await within(dialog).findByText('An entry speaks of it by now'),
    ).toBeInTheDocument();
  });

  it.each([
    ['is gone', aStrayDocument({ active: false })],
    ['is no document', aStrayDocument({ subject: 'license:LIC-1' })],
    ['is that of a license', anEvent({ subject: `document:${NAME}` })],
  ])('is not offered where it %s', async (_why, event) => {
    await open(event);

    expect(
      screen.getByRole('button', { name: 'Acknowledge' }),
    ).toBeInTheDocument();
    expect(offer()).not.toBeInTheDocument();
  });
});
