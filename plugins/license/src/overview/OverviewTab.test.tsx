import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aLicense, anOverview, INSTANCE_ID } from '../__testUtils__/builders';
import { FakeServer } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

async function open(overview = anOverview()) {
  const server = new FakeServer();
  server.overview = overview;
  renderLicensePage('overview', server);
  await screen.findByRole('region', { name: 'Operating Mode' });
}

const card = (name: string) => screen.getByRole('region', { name });

describe('OverviewTab', () => {
  it("shows the product manual's example", async () => {
    await open();

    expect(card('Operating Mode')).toHaveTextContent(/^Operating ModeLicensed/);
    expect(card('Active Users')).toHaveTextContent('63 / 110');
    expect(card('Utilization')).toHaveTextContent('57 %');
    expect(card('Remaining Slots')).toHaveTextContent(/^Remaining Slots47/);
  });

  it('marks Licensed with the green check', async () => {
    await open();

    const text = within(card('Operating Mode')).getByText('Licensed');
    const mark = text.closest('[data-tone]');
    expect(mark).toHaveAttribute('data-tone', 'ok');
    expect(mark?.querySelector('svg')).toBeInTheDocument();
  });

  it.each([
    ['licensed', true, 'Licensed – grace period', 'warning'],
    ['trial', false, 'Trial', 'neutral'],
    ['trial', true, 'Trial – grace period', 'warning'],
    ['limited', false, 'Limited', 'warning'],
  ] as const)(
    'shows the mode %s (all in grace: %s) as "%s"',
    async (operatingMode, inGracePeriod, text, tone) => {
      await open(anOverview({ operatingMode, inGracePeriod }));

      expect(
        within(card('Operating Mode')).getByText(text).closest('[data-tone]'),
      ).toHaveAttribute('data-tone', tone);
    },
  );

  it('says in words who counts as a user', async () => {
    await open();

    expect(card('Active Users')).toHaveTextContent(
      'Counted: User entities in the catalog',
    );
    expect(card('Active Users')).toHaveTextContent(
      'As of 10/05/2026, 08:00:00 UTC',
    );
  });

  it('marks a stale number of users, with the reason and the time', async () => {
    const { usage } = anOverview();
    await open(
      anOverview({
        usage: { ...usage, stale: true, reason: 'The catalog is down' },
      }),
    );

    expect(card('Active Users')).toHaveTextContent('63 / 110');
    expect(card('Active Users')).toHaveTextContent(
      'Not up to date, last counted 10/05/2026, 08:00:00 UTC.',
    );
    expect(card('Active Users')).toHaveTextContent('The catalog is down');
  });

  it.each([
    [
      63,
      '2026-05-10T08:00:00.000Z',
      '63 / 110',
      'Counting… Last counted 10/05',
    ],
    [null, null, 'Counting… / 110', 'Counting for the first time…'],
  ])(
    'says that users are being counted beside the number %s, and that nothing is wrong',
    async (activeUsers, countedAt, value, note) => {
      const { usage } = anOverview();
      await open(
        anOverview({
          activeUsers,
          usage: {
            ...usage,
            countedAt,
            stale: true,
            reason: 'Counting for the first time by this rule',
          },
        }),
      );

      const users = card('Active Users');
      expect(users).toHaveTextContent(value);
      expect(users).toHaveTextContent(note);
      expect(users).not.toHaveTextContent(/Not up to date|Reason/);
      expect(
        users.querySelector('[data-tone]:not([data-tone=neutral])'),
      ).not.toBeInTheDocument();
    },
  );

  it('does not take a reason that only speaks of counting for a count', async () => {
    const { usage } = anOverview();
    await open(
      anOverview({
        usage: { ...usage, stale: true, reason: 'The Counting is down' },
      }),
    );

    expect(card('Active Users')).toHaveTextContent('Not up to date');
  });

  it('shows unknown numbers as a dash, never as 0 or NaN', async () => {
    const { usage } = anOverview();
    await open(
      anOverview({
        activeUsers: null,
        utilizationPercent: null,
        remaining: null,
        usage: { ...usage, countedAt: null, stale: true },
      }),
    );

    expect(card('Active Users')).toHaveTextContent('– / 110');
    expect(card('Active Users')).toHaveTextContent('Not counted yet');
    expect(card('Utilization')).toHaveTextContent(/^Utilization–/);
    expect(card('Remaining Slots')).toHaveTextContent(/^Remaining Slots–/);
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
  });

  it('tells how many users are over the capacity', async () => {
    await open(
      anOverview({
        activeUsers: 115,
        utilizationPercent: 105,
        remaining: 0,
        overBy: 5,
      }),
    );

    expect(card('Utilization')).toHaveTextContent('105 %');
    expect(card('Remaining Slots')).toHaveTextContent(
      /^Remaining Slots05 users over the capacity/,
    );
  });

  it('gives the progress bar a name and a value', async () => {
    await open();

    const bar = screen.getByRole('progressbar', { name: 'Utilization' });
    expect(bar).toHaveAttribute('aria-valuenow', '57');
  });

  it('suggests more licenses once few slots remain', async () => {
    await open(
      anOverview({ activeUsers: 100, utilizationPercent: 90, remaining: 10 }),
    );

    expect(card('Remaining Slots')).toHaveTextContent(
      'Purchase additional licenses or clean up inactive accounts.',
    );
  });

  it('lists each active license with key, users, expiration date and status', async () => {
    await open();

    const entries = within(
      screen.getByRole('list', { name: 'Active Licenses' }),
    ).getAllByRole('listitem');
    expect(entries).toHaveLength(2);
    expect(entries[0]).toHaveTextContent(
      'NXNX-••••-••••-••••-W8PD10 usersExpired 30/04/2026grace_periodGrace period until 30/05/2026: renew before then',
    );
    expect(entries[1]).toHaveTextContent(
      'NXNX-••••-••••-••••-T3HC100 usersExpires 28/02/2027active',
    );
  });

  it('keeps untrusted text from running into the page', async () => {
    await open(anOverview({ licenses: [aLicense({ product: '<b>NX</b>' })] }));

    expect(screen.getByText('<b>NX</b>').tagName).toBe('BDI');
  });

  it('leads to the Licenses tab for those that are not shown', async () => {
    await open(anOverview({ licensesTotal: 5 }));

    await userEvent.click(
      screen.getByRole('link', { name: /3 more licenses count/ }),
    );
    expect(
      await screen.findByRole('table', { name: 'Licenses' }),
    ).toBeInTheDocument();
  });

  it('explains how to get going without a trusted key', async () => {
    await open(
      anOverview({ trustedKeys: 0, operatingMode: 'limited', licenses: [] }),
    );

    const start = screen.getByRole('region', { name: 'Getting started' });
    expect(start).toHaveTextContent('trustedKeys:');
    expect(start).toHaveTextContent(INSTANCE_ID);
    expect(
      within(start).getByRole('button', {
        name: 'Copy the product instance ID',
      }),
    ).toBeInTheDocument();
  });

  it('explains how to get going without a license, and says no more of keys', async () => {
    await open(anOverview({ operatingMode: 'limited', licenses: [] }));

    const start = screen.getByRole('region', { name: 'Getting started' });
    expect(start).toHaveTextContent('upload the license file');
    expect(start).not.toHaveTextContent('trustedKeys:');
  });

  it('explains nothing once there is a license', async () => {
    await open();

    expect(
      screen.queryByRole('region', { name: 'Getting started' }),
    ).not.toBeInTheDocument();
  });
});
