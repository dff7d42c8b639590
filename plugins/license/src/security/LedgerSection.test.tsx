import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCheckpoint } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

async function open(server = new FakeServer()) {
  renderLicensePage('security', server);
  await screen.findByRole('region', { name: 'Integrity Status' });
  return server;
}

const section = () => screen.getByRole('region', { name: 'Ledger' });

describe('LedgerSection', () => {
  it('shows the head of the ledger, and why to keep it elsewhere', async () => {
    await open();

    expect(section()).toHaveTextContent(
      `Entry 17, recorded 10/05/2026, 07:45:01 UTC, digest ${'5f'.repeat(32)}`,
    );
    expect(section()).toHaveTextContent('Keep a copy where nobody');
  });

  it('copies the checkpoint as JSON', async () => {
    await open();
    let copied = '';
    document.execCommand = () => {
      copied = String(document.getSelection());
      return true;
    };

    await userEvent.click(
      within(section()).getByRole('button', { name: 'Copy the checkpoint' }),
    );

    expect(JSON.parse(copied)).toEqual({
      sequence: 17,
      digest: '5f'.repeat(32),
      recordedAt: '2026-05-10T07:45:01.000Z',
    });
  });

  it('moves with the ledger', async () => {
    const server = await open();

    server.checkpoint = aCheckpoint({ sequence: 18 });
    await act(async () => {
      window.dispatchEvent(new Event('focus'));
    });

    await waitFor(() => expect(section()).toHaveTextContent('Entry 18'));
  });

  it('is left out if the backend knows of no checkpoint', async () => {
    const server = new FakeServer();
    server.answer('GET /security/checkpoint', () =>
      refusal(404, 'NotFoundError', 'no'),
    );
    await open(server);

    expect(
      screen.queryByRole('region', { name: 'Ledger' }),
    ).not.toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [500, 'The server says: the reason why'],
  ])('says why it is empty after an answer %s', async (status, words) => {
    const server = new FakeServer();
    server.answer('GET /security/checkpoint', () =>
      refusal(status, 'Error', 'the reason why'),
    );
    await open(server);

    expect(section()).toHaveTextContent(words);
    expect(screen.getByText('Integrity Status')).toBeInTheDocument();
  });
});
