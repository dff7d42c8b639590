import { act, screen } from '@testing-library/react';
import { FakeServer } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

// Somebody who may see how many users there are, and not who.
const denied = ['license.usage.read'] as const;

// Gives a link that must not come the time to come. The chart comes meanwhile.
const settle = () =>
  act(() => new Promise<void>(resolve => setTimeout(resolve, 100)));

describe('somebody who may not see who counts', () => {
  it('sees the number, and no link', async () => {
    const server = new FakeServer();
    renderLicensePage('overview', server, { denied });
    await screen.findByText('63 / 110');
    await settle();

    expect(
      screen.queryByRole('link', { name: 'Who is counted?' }),
    ).not.toBeInTheDocument();
    expect(server.received('GET /usage/users')).toHaveLength(0);
  });
});
