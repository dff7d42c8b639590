import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aRun, aSecurityStatus } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

async function open(server = new FakeServer()) {
  renderLicensePage('security', server);
  await screen.findByRole('button', { name: 'Force Validation Now' });
  return server;
}

const panel = (name: string) => screen.getByRole('region', { name });

const fields = (name: string) => {
  const found = panel(name);
  const values = within(found).getAllByRole('definition');
  return Object.fromEntries(
    within(found)
      .getAllByRole('term')
      .map((term, i) => [term.textContent, values[i]]),
  );
};

const click = (name: string) =>
  userEvent.click(screen.getByRole('button', { name }));

describe('SecurityTab', () => {
  it("shows the product manual's panels", async () => {
    await open();

    const integrity = fields('Integrity Status');
    expect(Object.keys(integrity)).toEqual([
      'Tamper Detection',
      'Critical Events',
      'Last Scan',
    ]);
    expect(integrity['Tamper Detection']).toHaveTextContent('Enabled');
    expect(integrity['Critical Events']).toHaveTextContent('0');
    expect(integrity['Last Scan']).toHaveTextContent(
      '10/05/2026, 07:45:01 UTC',
    );
    const validation = fields('Validation Scheduler');
    expect(Object.keys(validation)).toEqual([
      'Last Validation',
      'Next Validation',
      'Interval',
      'Validation Errors',
    ]);
    expect(validation['Last Validation']).toHaveTextContent(
      '10/05/2026, 07:30:01 UTC',
    );
    expect(validation['Next Validation']).toHaveTextContent(
      '10/05/2026, 08:30:00 UTC',
    );
    expect(validation.Interval).toHaveTextContent('60 minutes');
    expect(validation['Validation Errors']).toHaveTextContent('0');
  });

  it('shows what is fine in green', async () => {
    await open();

    for (const value of [
      fields('Integrity Status')['Tamper Detection'],
      fields('Integrity Status')['Critical Events'],
      fields('Validation Scheduler')['Validation Errors'],
    ]) {
      expect(value.querySelector('[data-tone]')).toHaveAttribute(
        'data-tone',
        'ok',
      );
    }
  });

  it('calls for an investigation of critical events and errors', async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({
      integrity: { criticalEvents: 2 },
      validation: { validationErrors: 1 },
    });
    await open(server);

    const critical = fields('Integrity Status')['Critical Events'];
    expect(critical).toHaveTextContent('2Investigate immediately');
    expect(critical.querySelector('[data-tone]')).toHaveAttribute(
      'data-tone',
      'error',
    );
    expect(
      fields('Validation Scheduler')['Validation Errors'],
    ).toHaveTextContent('1Investigate immediately');
  });

  it('says Never and Only when triggered', async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({
      integrity: { lastScan: null },
      validation: {
        lastValidation: null,
        nextValidation: null,
        interval: null,
      },
    });
    await open(server);

    expect(fields('Integrity Status')['Last Scan']).toHaveTextContent('Never');
    const validation = fields('Validation Scheduler');
    expect(validation['Last Validation']).toHaveTextContent('Never');
    expect(validation['Next Validation']).toHaveTextContent('Not scheduled');
    expect(validation.Interval).toHaveTextContent('Only when triggered');
  });

  it('offers no scan while tamper detection is disabled, and says how to enable it', async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({
      integrity: { tamperDetection: 'disabled' },
    });
    await open(server);

    expect(fields('Integrity Status')['Tamper Detection']).toHaveTextContent(
      'DisabledNothing watches the license files. Set license.integrity.enabled',
    );
    expect(
      screen.queryByRole('button', { name: 'Run Integrity Scan' }),
    ).not.toBeInTheDocument();
  });

  it('says what an unsealed ledger means, and what to do, beside the fields of the manual', async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({ integrity: { sealed: false } });
    await open(server);

    const integrity = panel('Integrity Status');
    expect(integrity).toHaveTextContent('The ledger is not sealed.');
    expect(integrity).toHaveTextContent(
      'can rewrite the whole ledger and compute it anew',
    );
    expect(integrity).toHaveTextContent('Set license.integrity.keys');
    expect(Object.keys(fields('Integrity Status'))).toEqual([
      'Tamper Detection',
      'Critical Events',
      'Last Scan',
    ]);
  });

  it('says nothing of seals if the ledger is sealed', async () => {
    await open();

    expect(panel('Integrity Status')).not.toHaveTextContent('sealed');
  });

  it('says what it means that a secret is missing, and what to do, and nothing of unsealed ledgers', async () => {
    const server = new FakeServer();
    server.security = aSecurityStatus({
      integrity: { secretMissing: true, sealed: false },
    });
    await open(server);

    const integrity = panel('Integrity Status');
    const title = within(integrity).getByText(
      'The ledger is sealed with a secret that this backend does not have.',
    );
    expect(title.closest('[data-tone]')).toHaveAttribute('data-tone', 'error');
    expect(integrity).toHaveTextContent(
      'the last state that the backend could verify',
    );
    expect(integrity).toHaveTextContent('takes no changes');
    expect(integrity).toHaveTextContent(
      'Give every replica all secrets of license.integrity.keys.',
    );
    expect(integrity).not.toHaveTextContent('is not sealed');
  });

  it.each([
    [
      'integrity',
      'Integrity Status',
      'Overdue: no integrity scan finished for over three intervals.',
      'license-integrity-scan',
      'Validation Scheduler',
    ],
    [
      'validation',
      'Validation Scheduler',
      'Overdue: no validation finished for over three intervals.',
      'license-validation',
      'Integrity Status',
    ],
  ])(
    'says that the %s is overdue, and what to do, and that of nothing else',
    async (kind, name, text, task, other) => {
      const server = new FakeServer();
      server.security = aSecurityStatus({ [kind]: { overdue: true } });
      await open(server);

      const mark = within(panel(name)).getByText(text).closest('[data-tone]');
      expect(mark).toHaveAttribute('data-tone', 'warning');
      expect(mark?.querySelector('svg')).toBeInTheDocument();
      expect(panel(name)).toHaveTextContent(
        `Check that the backend runs, and that its scheduler starts the task ${task}.`,
      );
      expect(panel(other)).not.toHaveTextContent('Overdue');
    },
  );

  it('says nothing of what is not overdue', async () => {
    await open();

    expect(screen.queryByText(/Overdue/)).not.toBeInTheDocument();
  });

  it('shows progress while it validates, then the green banner and the new time', async () => {
    const server = await open();
    let finish = (_: Response) => {};
    server.answer(
      'POST /security/validation',
      () =>
        new Promise(resolve => {
          finish = resolve;
        }),
    );

    await click('Force Validation Now');
    expect(await screen.findByText('Validation running')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Force Validation Now' }),
    ).toHaveAttribute('aria-disabled', 'true');

    server.security = aSecurityStatus({
      validation: {
        lastValidation: aRun({ finishedAt: '2026-05-10T08:10:00.000Z' }),
      },
    });
    await act(async () => finish(Response.json(aRun())));

    const banner = await screen.findByText(
      'Validation triggered successfully.',
    );
    expect(banner.closest('[data-tone]')).toHaveAttribute('data-tone', 'ok');
    expect(banner.closest('[role=status]')).toBeInTheDocument();
    await waitFor(() =>
      expect(
        fields('Validation Scheduler')['Last Validation'],
      ).toHaveTextContent('10/05/2026, 08:10:00 UTC'),
    );
  });

  it('turns amber with the count if licenses failed', async () => {
    const server = await open();
    server.run = aRun({ failed: 2 });

    await click('Force Validation Now');

    const banner = await screen.findByText(
      'Validation triggered: 2 licenses failed their checks.',
    );
    expect(banner.closest('[data-tone]')).toHaveAttribute(
      'data-tone',
      'warning',
    );
  });

  it('follows a validation that takes longer than the server waits', async () => {
    const server = await open();
    server.run = { running: true };
    server.security = aSecurityStatus({ validation: { running: true } });

    await click('Force Validation Now');
    expect(
      await screen.findByText(/The validation is still running/),
    ).toBeInTheDocument();

    server.security = aSecurityStatus({
      validation: {
        lastValidation: aRun({ finishedAt: '2026-05-10T08:20:00.000Z' }),
      },
    });
    expect(
      await screen.findByText(
        'Validation triggered successfully.',
        {},
        { timeout: 5000 },
      ),
    ).toBeInTheDocument();
  }, 15_000);

  it('does not take the validation that was under way for the result', async () => {
    const server = await open();
    server.run = { running: true };
    await click('Force Validation Now');
    await screen.findByText(/The validation is still running/);

    server.security = aSecurityStatus({
      validation: {
        running: true,
        lastValidation: aRun({ finishedAt: '2026-05-10T08:15:00.000Z' }),
      },
    });
    await act(async () => {
      window.dispatchEvent(new Event('focus'));
    });
    await waitFor(() =>
      expect(
        fields('Validation Scheduler')['Last Validation'],
      ).toHaveTextContent('10/05/2026, 08:15:00 UTC'),
    );

    expect(
      screen.getByText(/The validation is still running/),
    ).toBeInTheDocument();
  });

  it('scans and says what was found', async () => {
    const server = await open();

    await click('Run Integrity Scan');
    const fine = await screen.findByText(
      'Integrity scan finished: 2 checked, no new events.',
    );
    expect(fine.closest('[data-tone]')).toHaveAttribute('data-tone', 'ok');

    server.run = aRun({ checked: 2, failed: 1 });
    await click('Run Integrity Scan');
    const bad = await screen.findByText(
      'Integrity scan finished: 2 checked, 1 new event.',
    );
    expect(bad.closest('[data-tone]')).toHaveAttribute('data-tone', 'error');
  });

  it('says why a scan was refused', async () => {
    const server = await open();
    server.answer('POST /security/integrity-scan', () =>
      refusal(409, 'ConflictError', 'Integrity checking is disabled'),
    );

    await click('Run Integrity Scan');

    expect(
      await screen.findByText('Integrity checking is disabled'),
    ).toBeInTheDocument();
  });
});
