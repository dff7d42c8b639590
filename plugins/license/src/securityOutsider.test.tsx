import { act, screen } from '@testing-library/react';
import { aSecurityStatus } from './__testUtils__/builders';
import { FakeServer } from './__testUtils__/FakeServer';
import { renderLicensePage } from './__testUtils__/renderLicensePage';

// Somebody who may see the licenses, and nothing of their security.
const denied = ['license.security.read'] as const;

// Gives a banner that must not come the time to come. The chart comes meanwhile.
const settle = () =>
  act(() => new Promise<void>(resolve => setTimeout(resolve, 100)));

describe.each([
  ['overview', '63 / 110'],
  ['licenses', 'LIC-2026-000123'],
] as const)('somebody who may not see the security status', (tab, content) => {
  it(`is told of no critical event on the tab ${tab}, and asks for none`, async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({ integrity: { criticalEvents: 1 } });
    renderLicensePage(tab, server, { denied });
    await screen.findByText(content);
    await settle();

    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(server.received('GET /security')).toHaveLength(0);
  });
});
