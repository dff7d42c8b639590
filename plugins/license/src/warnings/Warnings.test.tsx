import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { act, screen, waitFor } from '@testing-library/react';
import { aCoverage, TODAY } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

const tabs = [
  ['overview', '63 / 110'],
  ['licenses', 'LIC-2026-000123'],
  ['security', 'Integrity Status'],
] as const;

function warned(
  warning: Coverage['warnings'][number] | undefined,
  facts: Partial<Coverage> = {},
) {
  const server = new FakeServer();
  server.coverage = aCoverage({ warnings: warning ? [warning] : [], ...facts });
  return server;
}

const full = { type: 'utilization', threshold: 95 } as const;
const WORDS = /At least 95 % of the slots/;

const asked = (server: FakeServer) =>
  waitFor(() => expect(server.received('GET /coverage')).not.toHaveLength(0));

const shortfallNow = {
  date: TODAY,
  capacityBefore: 50,
  capacity: 50,
  missing: 13,
};

describe.each(tabs)('the warnings on the tab %s', (tab, content) => {
  it('say what there is to warn of', async () => {
    renderLicensePage(tab, warned(full));

    expect(await screen.findByText(WORDS)).toBeInTheDocument();
    expect(await screen.findByText(content)).toBeInTheDocument();
  });

  it('are absent if there is nothing to warn of', async () => {
    const server = warned(undefined);
    renderLicensePage(tab, server);
    await screen.findByText(content);
    await asked(server);

    expect(screen.queryByText(/upload it on|clean up/)).not.toBeInTheDocument();
  });

  it.each([403, 404, 500, 503])(
    'are left out if they are answered with %s, and the tab stays',
    async status => {
      const server = warned(full);
      server.answer('GET /coverage', () => refusal(status, 'Error', 'no'));
      renderLicensePage(tab, server);
      await screen.findByText(content);
      await asked(server);

      expect(screen.queryByText(WORDS)).not.toBeInTheDocument();
      expect(screen.getByText(content)).toBeInTheDocument();
    },
  );

  it('come and go with what they warn of', async () => {
    const server = warned(undefined);
    const lookAgain = () =>
      act(async () => {
        window.dispatchEvent(new Event('focus'));
      });
    renderLicensePage(tab, server);
    await screen.findByText(content);

    server.coverage = warned(full).coverage;
    await lookAgain();
    expect(await screen.findByText(WORDS)).toBeInTheDocument();

    server.coverage = warned(undefined).coverage;
    await lookAgain();
    await waitFor(() =>
      expect(screen.queryByText(WORDS)).not.toBeInTheDocument(),
    );
  });
});

describe('a warning', () => {
  const RENEW =
    'Get a renewal from your vendor and upload it on the Licenses tab.';
  const PURCHASE =
    'Purchase additional licenses or clean up inactive accounts.';

  it.each<
    [
      Coverage['warnings'][number],
      Partial<Coverage>,
      'alert' | 'status',
      string,
    ]
  >([
    [
      { type: 'utilization', threshold: 90 },
      {},
      'status',
      `At least 90 % of the slots are in use. ${PURCHASE}`,
    ],
    [
      { type: 'utilization', threshold: 100 },
      {},
      'alert',
      `Every slot is in use. ${PURCHASE}`,
    ],
    [
      { type: 'utilization', threshold: 100 },
      { shortfall: shortfallNow },
      'alert',
      `Every slot is in use, and 13 users have none. ${PURCHASE}`,
    ],
    [
      { type: 'utilization', threshold: 100 },
      { shortfall: { ...shortfallNow, missing: 99_000 } },
      'alert',
      `Every slot is in use, and 99,000 users have none. ${PURCHASE}`,
    ],
    [
      { type: 'coverage_ends', threshold: 14, date: '2026-05-21' },
      { coverageEnds: '2026-05-21', graceEnds: '2026-06-20' },
      'status',
      `The licenses in force are enough for the users of today until 20/05/2026. After that grace periods make up for them until 19/06/2026. ${RENEW}`,
    ],
    [
      { type: 'coverage_ends', threshold: 1, date: '2026-05-11' },
      { coverageEnds: '2026-05-11', graceEnds: '2026-05-11' },
      'status',
      `The licenses in force are enough for the users of today until 10/05/2026. ${RENEW}`,
    ],
    [
      { type: 'coverage_ends', threshold: 7, date: '2026-05-16' },
      { activeUsers: null, shortfall: null, graceEnds: null },
      'status',
      `Licenses are in force until 15/05/2026. ${RENEW}`,
    ],
    [
      { type: 'coverage_ends', threshold: 7, date: '2026-05-16' },
      { shortfall: shortfallNow, graceEnds: null },
      'status',
      `Licenses are in force until 15/05/2026. ${RENEW}`,
    ],
    [
      { type: 'grace_begins', date: '2026-05-01' },
      { coverageEnds: null, graceEnds: '2026-05-31' },
      'status',
      `Since 01/05/2026 the slots are enough only because of licenses in their grace period. That lasts until 30/05/2026. ${RENEW}`,
    ],
    [
      { type: 'grace_begins', date: '2026-05-01' },
      { shortfall: shortfallNow, coverageEnds: null, graceEnds: '2026-05-31' },
      'status',
      `Since 01/05/2026 every license that counts is in its grace period. That lasts until 30/05/2026. ${RENEW}`,
    ],
    [
      { type: 'grace_ends', date: '2026-05-08' },
      { coverageEnds: null, graceEnds: null },
      'alert',
      `Since 08/05/2026 no license counts. ${RENEW}`,
    ],
  ])('of %j says what to do', async (warning, facts, role, text) => {
    renderLicensePage('licenses', warned(warning, facts));

    await screen.findByText('LIC-2026-000123');
    const box = await waitFor(() => {
      const found = screen
        .getAllByRole(role)
        .find(({ textContent }) => textContent === text);
      expect(found).toBeDefined();
      return found;
    });
    // A shape beside the colour.
    expect(box?.querySelector('[data-tone] svg')).toBeInTheDocument();
    expect(box?.querySelector('[data-tone]')).toHaveAttribute(
      'data-tone',
      role === 'alert' ? 'error' : 'warning',
    );
  });

  it('stands beside others', async () => {
    const server = warned(full);
    server.coverage.warnings.push({ type: 'grace_begins', date: '2026-05-01' });
    renderLicensePage('overview', server);

    expect(await screen.findByText(WORDS)).toBeInTheDocument();
    expect(screen.getByText(/^Since|enough only because/)).toBeInTheDocument();
  });
});
