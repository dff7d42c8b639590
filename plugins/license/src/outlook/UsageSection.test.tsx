import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCoverage, aDay, anOverview, TODAY } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';
import { tabTo } from '../__testUtils__/tabTo';

const NAME = 'Users and slots';

function serverWith(
  coverage: Partial<Coverage> = {},
  days = [aDay()],
): FakeServer {
  return Object.assign(new FakeServer(), {
    coverage: aCoverage(coverage),
    history: { items: days },
  });
}

async function open(server = serverWith()) {
  renderLicensePage('overview', server);
  const section = await screen.findByRole('region', { name: NAME });
  const picture = await within(section).findByRole('img');
  await waitFor(() =>
    expect(picture.querySelector('.recharts-surface')).toBeInTheDocument(),
  );
  return section;
}

async function rowsOf(section: HTMLElement) {
  await userEvent.click(
    within(section).getByRole('button', { name: 'Show as table' }),
  );
  const table = within(section).getByRole('table', {
    name: 'Users and slots by date',
  });
  return within(table)
    .getAllByRole('row')
    .map(row => [...row.children].map(cell => cell.textContent).join(' | '));
}

const never = {
  shortfall: null,
  coverageEnds: null,
  graceEnds: null,
  gaps: [],
};

describe('the table of the chart', () => {
  const HEAD = 'Date | Active users | Peak of the day | Slots';

  it('has the past, the gaps and the future', async () => {
    const section = await open(
      serverWith({}, [
        aDay({ date: '2026-05-01', activeUsers: 60, peakUsers: 61 }),
        aDay({ date: '2026-05-02', activeUsers: 0, peakUsers: 0 }),
        aDay({ date: '2026-05-09', capacity: 60 }),
        aDay(),
      ]),
    );

    expect(await rowsOf(section)).toEqual([
      HEAD,
      '01/05/2026 | 60 | 61 | 110',
      '02/05/2026 | 0 | 0 | 110',
      '03/05/2026 – 08/05/2026 | not counted',
      '09/05/2026 | 63 | 64 | 603 too few',
      '10/05/2026 | 63 | 64 | 110',
      'from 31/05/2026 | 63 (as today) | – | 100',
      'from 31/03/2027 | 63 (as today) | – | 063 too few',
    ]);
  });

  it.each<[string, FakeServer, string[]]>([
    [
      'without a history',
      serverWith({ items: [{ date: TODAY, capacity: 110 }] }, []),
      ['from 10/05/2026 | 63 (as today) | – | 110'],
    ],
    [
      'with neither users nor licenses',
      serverWith(
        {
          ...never,
          activeUsers: 0,
          items: [{ date: TODAY, capacity: 0 }],
        },
        [aDay({ activeUsers: 0, peakUsers: 0, capacity: 0 })],
      ),
      ['10/05/2026 | 0 | 0 | 0'],
    ],
    [
      'with users nobody knows',
      serverWith(
        { ...never, activeUsers: null, items: [{ date: TODAY, capacity: 5 }] },
        [],
      ),
      ['from 10/05/2026 | – | – | 5'],
    ],
    [
      'with 100,000 users',
      serverWith(
        {
          ...never,
          activeUsers: 100_000,
          items: [{ date: TODAY, capacity: 250_000 }],
        },
        [
          aDay({
            activeUsers: 100_000,
            peakUsers: 100_001,
            capacity: 250_000,
          }),
        ],
      ),
      ['10/05/2026 | 100,000 | 100,001 | 250,000'],
    ],
  ])('is there %s', async (_what, server, rows) => {
    expect(await rowsOf(await open(server))).toEqual([HEAD, ...rows]);
  });

  it('opens and closes by the keyboard', async () => {
    const section = await open();
    const button = within(section).getByRole('button', {
      name: 'Show as table',
    });
    expect(button).toHaveAttribute('aria-expanded', 'false');

    button.focus();
    await userEvent.keyboard('{Enter}');
    expect(button).toHaveAttribute('aria-expanded', 'true');
    await tabTo(
      within(section).getByRole('region', { name: 'Users and slots by date' }),
    );

    button.focus();
    await userEvent.keyboard(' ');
    expect(within(section).queryByRole('table')).not.toBeInTheDocument();
  });
});

describe('the chart', () => {
  it('is one picture to assistive technology, with a sentence', async () => {
    const section = await open();
    const picture = within(section).getByRole('img');

    expect(picture).toHaveAccessibleName(
      'Chart of active users and slots from 09/04/2026 to 10/05/2027; the table below it has the numbers.',
    );
    expect(
      picture.querySelector('.recharts-surface')?.closest('[aria-hidden=true]'),
    ).toBeInTheDocument();
    // Nothing in it gets the focus.
    expect(
      picture.querySelectorAll('[tabindex]:not([tabindex="-1"])'),
    ).toHaveLength(0);
  });

  it('shows the first day as a point', async () => {
    const section = await open();

    expect(section.querySelectorAll('.recharts-line-dots circle')).toHaveLength(
      1,
    );
  });

  it('names its lines, and the shortfall if there is one', async () => {
    const section = await open();
    for (const name of [
      'Active users',
      'Peak of the day',
      'Users of today',
      'Slots',
      'Too few slots',
    ]) {
      expect(within(section).getByText(name)).toBeInTheDocument();
    }
  });

  it('marks no shortfall where there is none', async () => {
    const section = await open(
      serverWith({ ...never, items: [{ date: TODAY, capacity: 110 }] }),
    );

    expect(
      within(section).queryByText('Too few slots'),
    ).not.toBeInTheDocument();
  });

  it('looks as far back and ahead as was chosen', async () => {
    const server = serverWith();
    const section = await open(server);
    const days = (from: string | null) =>
      Math.round(
        (Date.parse(new Date().toISOString().slice(0, 10)) -
          Date.parse(from ?? '')) /
          86_400_000,
      );
    const asked = () => server.received('GET /usage').at(-1)?.query ?? [];
    expect(days(new URLSearchParams([...asked()]).get('from'))).toBe(365);

    await userEvent.selectOptions(
      within(section).getByLabelText('Period'),
      '± 30 days',
    );

    await waitFor(() =>
      expect(days(new URLSearchParams([...asked()]).get('from'))).toBe(30),
    );
    expect(within(section).getByRole('img')).toHaveAccessibleName(
      /from 07\/05\/2026 to 09\/06\/2026/,
    );
    expect(await rowsOf(section)).toHaveLength(3);
  });
});

describe('the section of the chart', () => {
  it.each([
    ['GET /usage', 500, 'Something went wrong'],
    ['GET /coverage', 500, 'Something went wrong'],
    ['GET /usage', 503, 'The license service is unreachable'],
    ['GET /coverage', 503, 'The license service is unreachable'],
  ])(
    'says by itself that %s failed with %s, and comes back on Retry',
    async (route, status, words) => {
      const server = serverWith();
      server.answer(route, () => refusal(status, 'Error', 'no'));
      renderLicensePage('overview', server);
      const section = await screen.findByRole('region', { name: NAME });

      expect(await within(section).findByRole('alert')).toHaveTextContent(
        words,
      );
      expect(screen.getByText('63 / 110')).toBeInTheDocument();
      expect(
        screen.getByRole('list', { name: 'Active Licenses' }),
      ).toBeInTheDocument();

      server.answer(route, undefined);
      await userEvent.click(
        within(section).getByRole('button', { name: 'Retry' }),
      );
      expect(await within(section).findByRole('img')).toBeInTheDocument();
    },
  );

  it('is left out if the backend knows of no history', async () => {
    const server = serverWith();
    server.answer('GET /usage', () => refusal(404, 'NotFoundError', 'no'));
    renderLicensePage('overview', server);
    await screen.findByText('63 / 110');

    await waitFor(() =>
      expect(
        screen.queryByRole('region', { name: NAME }),
      ).not.toBeInTheDocument(),
    );
  });

  it('says that it is loading, below the cards', async () => {
    const server = serverWith();
    server.answer('GET /coverage', () => new Promise(() => {}));
    renderLicensePage('overview', server);
    const section = await screen.findByRole('region', { name: NAME });

    expect(within(section).getByRole('status')).toHaveTextContent('Loading');
    expect(screen.getByText('63 / 110')).toBeInTheDocument();
  });

  it('asks for what is to come once, for the chart and the warnings', async () => {
    const server = serverWith();
    server.overview = anOverview();
    await open(server);

    expect(server.received('GET /coverage')).toHaveLength(1);
  });
});
