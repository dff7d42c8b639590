import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aSecurityStatus } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const alarmed = (criticalEvents: number) => {
  const server = new FakeServer();
  server.security = aSecurityStatus({ integrity: { criticalEvents } });
  return server;
};

const lookAgain = () =>
  act(async () => {
    window.dispatchEvent(new Event('focus'));
  });

// Gives a banner that must not come the time to come.
const settle = (server: FakeServer) =>
  waitFor(() => expect(server.received('GET /security')).not.toHaveLength(0));

const others = [
  ['overview', 'GET /overview', '63 / 110'],
  ['licenses', 'GET /licenses', 'LIC-2026-000123'],
] as const;

const tabs = [...others, ['security', '', 'Integrity Status']] as const;

describe.each(tabs)('the banner of the tab %s', (tab, _route, content) => {
  it('says how many critical events are open', async () => {
    renderLicensePage(tab, alarmed(2));

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      '2 critical security events are open. Licenses may have been tampered with.',
    );
    expect(alert.querySelector('[data-tone]')).toHaveAttribute(
      'data-tone',
      'error',
    );
    expect(await screen.findByText(content)).toBeInTheDocument();
  });

  it('is absent while no critical event is open', async () => {
    const server = alarmed(0);
    renderLicensePage(tab, server);
    await screen.findByText(content);
    await settle(server);

    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('comes with the first critical event and goes with the last', async () => {
    const server = alarmed(0);
    renderLicensePage(tab, server);
    await screen.findByText(content);
    await settle(server);

    server.security = alarmed(1).security;
    await lookAgain();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      '1 critical security event is open.',
    );

    server.security = alarmed(0).security;
    await lookAgain();
    await waitFor(() =>
      expect(screen.queryByRole('alert')).not.toBeInTheDocument(),
    );
  });
});

describe('what is overdue', () => {
  const overdue = (kinds: readonly ('integrity' | 'validation')[]) =>
    aSecurityStatus(
      Object.fromEntries(kinds.map(kind => [kind, { overdue: true }])),
    );
  const box = () =>
    screen
      .queryAllByRole('status')
      .find(({ textContent }) => textContent?.includes('Overdue'));

  it.each([
    [['integrity'], /^Overdue: no integrity scan finished/],
    [['validation'], /^Overdue: no validation finished/],
    [['integrity', 'validation'], /^Overdue: no int.*Overdue: no val/],
  ] as const)('is told of %j in words, with a shape', async (kinds, words) => {
    const server = new FakeServer();
    server.security = overdue(kinds);
    renderLicensePage('licenses', server);

    await waitFor(() => expect(box()).toHaveTextContent(words));
    const mark = box()!.querySelector('[data-tone]');
    expect(mark).toHaveAttribute('data-tone', 'warning');
    expect(mark!.querySelector('svg')).toBeInTheDocument();
  });

  it('leads to the Security tab', async () => {
    const server = new FakeServer();
    server.security = overdue(['validation']);
    renderLicensePage('licenses', server);

    expect(
      await screen.findByRole('link', { name: /Security tab what to do/ }),
    ).toHaveAttribute('href', '/license/security');
  });

  it.each(tabs)(
    'comes and goes on the tab %s',
    async (tab, _route, content) => {
      const server = alarmed(0);
      renderLicensePage(tab, server);
      await screen.findByText(content);
      await settle(server);
      expect(box()).toBeUndefined();

      server.security = overdue(['integrity']);
      await lookAgain();
      await waitFor(() => expect(box()).toBeDefined());

      server.security = overdue([]);
      await lookAgain();
      await waitFor(() => expect(box()).toBeUndefined());
    },
  );
});

describe.each(others)('the banner of the tab %s', (tab, route, content) => {
  it('leads to the Security tab', async () => {
    renderLicensePage(tab, alarmed(1));

    const link = await screen.findByRole('link', {
      name: /Security tab/,
    });
    expect(link).toHaveAttribute('href', '/license/security');
    await userEvent.click(link);

    expect(await screen.findByText('Integrity Status')).toBeInTheDocument();
  });

  it.each([403, 404, 500, 503])(
    'is left out if the security status is answered with %s',
    async status => {
      const server = alarmed(1);
      server.answer('GET /security', () => refusal(status, 'Error', 'no'));
      renderLicensePage(tab, server);
      await screen.findByText(content);
      await settle(server);

      expect(screen.queryByRole('alert')).not.toBeInTheDocument();
      expect(screen.getByText(content)).toBeInTheDocument();
    },
  );

  it('asks once for each time that the tab does', async () => {
    const server = alarmed(1);
    renderLicensePage(tab, server);
    await screen.findByRole('alert');
    await screen.findByText(content);

    await lookAgain();
    await lookAgain();

    await waitFor(() => expect(server.received(route)).toHaveLength(3));
    expect(server.received('GET /security')).toHaveLength(3);
  });
});

it('does not point to the Security tab on the Security tab', async () => {
  renderLicensePage('security', alarmed(1));

  const alert = await screen.findByRole('alert');
  expect(within(alert).queryByRole('link')).not.toBeInTheDocument();
});
