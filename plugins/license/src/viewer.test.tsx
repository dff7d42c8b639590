import { screen, waitFor } from '@testing-library/react';
import { anEvent, someRevocations } from './__testUtils__/builders';
import { FakeServer } from './__testUtils__/FakeServer';
import { renderLicensePage } from './__testUtils__/renderLicensePage';

// Somebody who may only look.
const denied = [
  'license.create',
  'license.delete',
  'license.security.manage',
] as const;

// Gives buttons that must not come the time to come.
const settle = () => new Promise(resolve => setTimeout(resolve, 100));

const button = (name: string) => screen.queryByRole('button', { name });

describe('somebody who may only look', () => {
  it('is offered no upload, refresh or delete', async () => {
    renderLicensePage('licenses', new FakeServer(), { denied });
    await screen.findByText('LIC-2026-000123');
    await settle();

    expect(button('Upload License')).not.toBeInTheDocument();
    expect(button('Refresh')).not.toBeInTheDocument();
    expect(button('Delete LIC-2026-000123')).not.toBeInTheDocument();
  });

  it('is told to ask an administrator when nothing is installed', async () => {
    const server = new FakeServer();
    server.licenses = [];
    renderLicensePage('licenses', server, { denied });

    expect(
      await screen.findByText(/Ask an administrator of this portal to upload/),
    ).toBeInTheDocument();
  });

  it('is offered no validation, scan, acknowledgement or delete of a document', async () => {
    const server = new FakeServer();
    server.events = [
      anEvent({ type: 'document_unknown', subject: 'document:a' }),
    ];
    renderLicensePage('security', server, { denied });
    await screen.findByText('The stored document of this license was edited.');
    await settle();

    expect(button('Force Validation Now')).not.toBeInTheDocument();
    expect(button('Run Integrity Scan')).not.toBeInTheDocument();
    expect(button('Acknowledge')).not.toBeInTheDocument();
    expect(button('Delete document')).not.toBeInTheDocument();
  });

  it('sees the revocation list, and is offered no upload of another', async () => {
    const server = new FakeServer();
    server.revocations = someRevocations();
    renderLicensePage('security', server, { denied });
    await screen.findByText('LIC-2024-000007');
    await settle();

    expect(button('Upload Revocation List')).not.toBeInTheDocument();
  });

  it('can still open the checks of a license', async () => {
    renderLicensePage('licenses', new FakeServer(), { denied });

    await waitFor(() =>
      expect(button('Show the checks of LIC-2026-000123')).toBeInTheDocument(),
    );
  });
});
