import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { anOverview } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const happen = (name: string) =>
  act(async () => {
    window.dispatchEvent(new Event(name));
  });

const tabs = [
  ['overview', 'GET /overview', '63 / 110'],
  ['licenses', 'GET /licenses', 'LIC-2026-000123'],
  ['security', 'GET /security', 'Integrity Status'],
] as const;

describe.each(tabs)('the tab %s', (tab, route, content) => {
  it.each([
    [401, 'You are no longer signed in'],
    [403, 'You may not see this'],
    [404, 'License Management is not installed'],
    [500, 'Something went wrong'],
    [502, 'The license service is unreachable'],
    [503, 'The license service is unreachable'],
    [504, 'The license service is unreachable'],
  ])('answers %s with "%s"', async (status, title) => {
    const server = new FakeServer();
    server.answer(route, () => refusal(status, 'Error', 'no'));
    renderLicensePage(tab, server);

    expect(
      await screen.findByRole('heading', { name: title }),
    ).toBeInTheDocument();
    expect(screen.getByRole('alert')).toBeInTheDocument();
    expect(screen.queryByText(content)).not.toBeInTheDocument();
  });

  it('comes back on Retry', async () => {
    const server = new FakeServer();
    server.answer(route, () => refusal(500, 'Error', 'the reason why'));
    renderLicensePage(tab, server);
    expect(await screen.findByText('the reason why')).toBeInTheDocument();

    server.answer(route, undefined);
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));

    expect(await screen.findByText(content)).toBeInTheDocument();
  });

  it('takes its numbers away when the connection is lost, and brings new ones', async () => {
    const server = new FakeServer();
    renderLicensePage(tab, server);
    expect(await screen.findByText(content)).toBeInTheDocument();

    server.connected = false;
    await happen('offline');
    expect(screen.queryByText(content)).not.toBeInTheDocument();
    expect(
      screen.getByText('The license service is unreachable'),
    ).toBeInTheDocument();

    server.connected = true;
    await happen('online');
    expect(await screen.findByText(content)).toBeInTheDocument();
  });
});

describe('the Overview', () => {
  it('takes its numbers away when it cannot load new ones', async () => {
    const server = new FakeServer();
    renderLicensePage('overview', server);
    await screen.findByText('63 / 110');

    server.connected = false;
    await happen('focus');

    expect(
      await screen.findByText('The license service is unreachable'),
    ).toBeInTheDocument();
    expect(screen.queryByText('63 / 110')).not.toBeInTheDocument();
  });

  it('shows new numbers when the window gets the focus', async () => {
    const server = new FakeServer();
    renderLicensePage('overview', server);
    await screen.findByText('63 / 110');

    server.overview = anOverview({ activeUsers: 64 });
    await happen('focus');

    expect(await screen.findByText('64 / 110')).toBeInTheDocument();
  });

  it('calls an answer that is no JSON failed, not unreachable', async () => {
    const server = new FakeServer();
    server.answer('GET /overview', () => new Response('<html>'));
    renderLicensePage('overview', server);

    expect(await screen.findByText('Something went wrong')).toBeInTheDocument();
  });

  it('says that it is loading', async () => {
    const server = new FakeServer();
    server.answer('GET /overview', () => new Promise(() => {}));
    renderLicensePage('overview', server);

    expect(await screen.findByText('Loading')).toBeInTheDocument();
    await waitFor(() =>
      expect(server.received('GET /overview')).toHaveLength(1),
    );
    expect(screen.queryByText('63 / 110')).not.toBeInTheDocument();
  });
});

describe.each([
  ['overview', ['/coverage', '/overview', '/security', '/usage']],
  ['licenses', ['/coverage', '/licenses', '/security']],
  [
    'security',
    [
      '/coverage',
      '/revocations',
      '/security',
      '/security/checkpoint',
      '/security/events',
    ],
  ],
] as const)('returning to the tab %s', (tab, paths) => {
  const returnToIt = () =>
    act(async () => {
      window.dispatchEvent(new Event('blur'));
      document.dispatchEvent(new Event('visibilitychange'));
      window.dispatchEvent(new Event('focus'));
    });

  it('asks once for each thing that it shows', async () => {
    const server = new FakeServer();
    const asked = () => server.requests.map(({ path }) => path).sort();
    renderLicensePage(tab, server);
    await waitFor(() => expect(asked()).toEqual(paths));

    await returnToIt();
    await waitFor(() => expect(asked()).toEqual([...paths, ...paths].sort()));
    await returnToIt();
    await waitFor(() =>
      expect(asked()).toEqual([...paths, ...paths, ...paths].sort()),
    );
  });
});
