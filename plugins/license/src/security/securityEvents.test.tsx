import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  SECURITY_EVENT_TYPES,
  SecurityEvent,
} from '@thetasecure/backstage-plugin-license-common';
import { anEvent } from '../__testUtils__/builders';
import { FakeServer, refusal } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';
import { tabTo } from '../__testUtils__/tabTo';

const aClosedEvent = (facts: Partial<SecurityEvent> = {}) =>
  anEvent({
    id: 'closed-1',
    active: false,
    acknowledgedAt: '2026-05-09T09:00:00.000Z',
    acknowledgedBy: 'user:default/admin',
    note: 'A drill.',
    ...facts,
  });

const many = (event: (facts: Partial<SecurityEvent>) => SecurityEvent) =>
  Array.from({ length: 21 }, (_, i) =>
    event({ id: `event-${i + 1}`, message: `Message ${i + 1}.` }),
  );

async function open(...events: SecurityEvent[]) {
  const server = new FakeServer();
  server.events = events;
  renderLicensePage('security', server);
  await screen.findByRole('button', { name: 'Force Validation Now' });
  return server;
}

const section = (name: string) => screen.getByRole('region', { name });
const openList = () =>
  screen.getByRole('list', { name: 'Open security events' });

const queries = (server: FakeServer, state: string) =>
  server
    .received('GET /security/events')
    .map(({ query }) => Object.fromEntries(query))
    .filter(query => query.state === state);

async function openDialog() {
  await userEvent.click(
    within(openList()).getByRole('button', { name: 'Acknowledge' }),
  );
  return screen.findByRole('dialog', { name: 'Acknowledge security event' });
}

async function acknowledge(dialog: HTMLElement, note = 'Restored.') {
  await userEvent.click(within(dialog).getByLabelText(/Note/));
  await userEvent.paste(note);
  await userEvent.click(
    within(dialog).getByRole('button', { name: 'Acknowledge' }),
  );
}

describe('open security events', () => {
  it('are not listed if there are none', async () => {
    const server = await open(aClosedEvent());

    expect(
      screen.queryByRole('region', { name: 'Open security events' }),
    ).not.toBeInTheDocument();
    expect(queries(server, 'open')).not.toHaveLength(0);
  });

  it('say what was found, since when, and what to do', async () => {
    await open(anEvent());

    expect(openList()).toHaveTextContent(
      'critical Document edited document_editedThe stored document of this license was edited.',
    );
    expect(openList()).toHaveTextContent(
      'License LIC-2026-000123 · still the case',
    );
    expect(openList()).toHaveTextContent(
      'Since 10/05/2026, 07:45:01 UTC, last seen 10/05/2026, 08:00:01 UTC',
    );
    expect(openList()).toHaveTextContent(
      'What to do: Upload the license file again',
    );
  });

  it('say that the condition is gone while nobody has acknowledged them', async () => {
    await open(anEvent({ active: false }));

    expect(openList()).toHaveTextContent(
      'no longer the case, not acknowledged yet',
    );
  });

  it('name the subject where there is no license', async () => {
    await open(
      anEvent({
        type: 'ledger_damaged',
        subject: 'ledger',
        licenseId: undefined,
      }),
    );

    expect(openList()).toHaveTextContent('Subject ledger');
  });

  it('tell warnings from critical events in words', async () => {
    await open(anEvent({ type: 'file_gone', severity: 'warning' }));

    expect(openList()).toHaveTextContent('warning License file gone file_gone');
  });

  it('keep untrusted text from running into the page', async () => {
    await open(anEvent({ message: '<b>Edited</b>' }));

    expect(screen.getByText('<b>Edited</b>').tagName).toBe('BDI');
  });

  it('have a title for every type', async () => {
    await open(
      ...SECURITY_EVENT_TYPES.map(type => anEvent({ id: type, type })),
    );

    const items = within(openList()).getAllByRole('listitem');
    expect(items).toHaveLength(SECURITY_EVENT_TYPES.length);
    const titles = items.map((item, i) => {
      const name = within(item).getByText(SECURITY_EVENT_TYPES[i]);
      expect(name.tagName).toBe('CODE');
      return name.previousElementSibling?.textContent ?? '';
    });
    for (const title of titles) {
      // A text that is missing shows its key.
      expect(title).toMatch(/^[A-Z][a-zA-Z, ]+$/);
    }
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('can be paged through', async () => {
    const server = await open(...many(anEvent));
    expect(within(openList()).getAllByRole('listitem')).toHaveLength(20);

    await userEvent.click(
      within(section('Open security events')).getByRole('button', {
        name: 'Next page',
      }),
    );

    expect(await screen.findByText('Message 21.')).toBeInTheDocument();
    expect(queries(server, 'open').at(-1)).toEqual({
      state: 'open',
      limit: '20',
      offset: '20',
    });
  });

  it('go back to the page before when the last one has become empty', async () => {
    const server = await open(...many(anEvent));
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    await screen.findByText('Message 21.');

    server.events = server.events.slice(0, 20);
    await act(async () => {
      window.dispatchEvent(new Event('focus'));
    });

    expect(await screen.findByText('Message 1.')).toBeInTheDocument();
  });
});

describe('acknowledging a security event', () => {
  it('takes a note, and closes what can be accepted', async () => {
    const server = await open(anEvent());
    const dialog = await openDialog();
    expect(
      within(dialog).getByRole('button', { name: 'Acknowledge' }),
    ).toBeDisabled();

    await acknowledge(dialog, ' Restored. ');

    const done = await screen.findByText(
      'The event was acknowledged and closed.',
    );
    expect(done.closest('[data-tone]')).toHaveAttribute('data-tone', 'ok');
    expect(
      server.received('POST /security/events/event-1/acknowledge')[0].body,
    ).toBe('{"note":"Restored.","evidence":"evidence-1"}');
    await waitFor(() =>
      expect(
        screen.queryByRole('region', { name: 'Open security events' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('says that a license that cannot be accepted stays open', async () => {
    const server = await open(anEvent());
    server.acceptable = false;

    await acknowledge(await openDialog());

    const done = await screen.findByText(
      'The event was acknowledged. It stays open until the license is repaired or deleted.',
    );
    expect(done.closest('[data-tone]')).toHaveAttribute('data-tone', 'warning');
    await waitFor(() =>
      expect(openList()).toHaveTextContent(
        'Acknowledged by user:default/admin, 10/05/2026, 09:00:00 UTC. It stays open until the license is repaired or deleted.Note: Restored.',
      ),
    );
    expect(
      screen.queryByRole('button', { name: 'Acknowledge' }),
    ).not.toBeInTheDocument();
  });

  it.each([
    ['file_invalid', 'until the file is repaired or removed.'],
    ['clock_back', 'until its cause is removed.'],
  ] as const)(
    'speaks of no license where there is none, as with %s',
    async (type, words) => {
      const server = await open(anEvent({ type, licenseId: undefined }));
      server.acceptable = false;

      await acknowledge(await openDialog());

      expect(
        await screen.findByText(
          `The event was acknowledged. It stays open ${words}`,
        ),
      ).toBeInTheDocument();
    },
  );

  it('explains beforehand what it accepts', async () => {
    await open(anEvent());

    const dialog = await openDialog();

    expect(dialog).toHaveTextContent('Document edited document_edited');
    expect(dialog).toHaveTextContent(
      'The stored document of this license was edited.',
    );
    expect(dialog).toHaveTextContent('What to do: Upload the license file');
    expect(dialog).toHaveTextContent(
      'accepts exactly what was found here as the new baseline, if that can be accepted',
    );
    expect(dialog).toHaveTextContent(
      'A license that does not verify cannot be accepted',
    );
  });

  it('explains beforehand that it accepts nothing if the condition is gone', async () => {
    await open(anEvent({ active: false }));

    const dialog = await openDialog();

    expect(dialog).toHaveTextContent('the baseline stays as it is');
    expect(dialog).not.toHaveTextContent('as the new baseline');
  });

  it('works by the keyboard alone, and leaves the focus at the banner', async () => {
    await open(anEvent());
    within(openList()).getByRole('button', { name: 'Acknowledge' }).focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');

    const note = within(dialog).getByLabelText(/Note/);
    const confirm = within(dialog).getByRole('button', { name: 'Acknowledge' });
    await tabTo(note);
    await userEvent.keyboard('Restored.');
    await tabTo(confirm);
    await userEvent.keyboard('{Enter}');

    const done = await screen.findByText(/was acknowledged and closed/);
    await waitFor(() => expect(done.closest('[role=status]')).toHaveFocus());
  });

  it('sends nothing when escaped', async () => {
    const server = await open(anEvent());
    await openDialog();

    await userEvent.keyboard('{Escape}');

    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(
      server.requests.filter(({ method }) => method === 'POST'),
    ).toHaveLength(0);
    expect(screen.getByRole('button', { name: 'Acknowledge' })).toHaveFocus();
  });

  it('keeps the note when the connection is lost', async () => {
    const server = await open(anEvent());
    const dialog = await openDialog();
    await userEvent.type(within(dialog).getByLabelText(/Note/), 'Long note');

    server.connected = false;
    await act(async () => {
      window.dispatchEvent(new Event('offline'));
    });
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Acknowledge' }),
    );

    expect(
      await within(dialog).findByText(/did not answer/),
    ).toBeInTheDocument();
    expect(within(dialog).getByLabelText(/Note/)).toHaveValue('Long note');
  });

  it('shows why it was refused, and stays', async () => {
    const server = await open(anEvent());
    server.answer('POST /security/events/event-1/acknowledge', () =>
      refusal(400, 'InputError', 'note: must be a text'),
    );
    const dialog = await openDialog();

    await acknowledge(dialog);

    expect(
      await within(dialog).findByText('note: must be a text'),
    ).toBeInTheDocument();
  });

  it('is not offered again', async () => {
    await open(
      anEvent({
        acknowledgedAt: '2026-05-10T09:00:00.000Z',
        acknowledgedBy: 'user:default/admin',
        note: 'Known.',
      }),
    );

    expect(openList()).toHaveTextContent('Acknowledged by user:default/admin');
    expect(
      screen.queryByRole('button', { name: 'Acknowledge' }),
    ).not.toBeInTheDocument();
  });
});

describe('closed security events', () => {
  const show = () =>
    userEvent.click(screen.getByRole('button', { name: 'Show closed events' }));
  const closedList = () =>
    screen.findByRole('list', { name: 'Closed security events' });

  it('are asked for only if somebody wants to see them', async () => {
    const server = await open(aClosedEvent());
    expect(queries(server, 'closed')).toHaveLength(0);

    await show();
    await closedList();
    expect(queries(server, 'closed')).toHaveLength(1);

    const hide = screen.getByRole('button', { name: 'Hide closed events' });
    expect(hide).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(hide);
    expect(
      screen.queryByRole('list', { name: 'Closed security events' }),
    ).not.toBeInTheDocument();
  });

  it('say who closed them, when, and why', async () => {
    await open(anEvent(), aClosedEvent());

    await show();

    const list = await closedList();
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('License LIC-2026-000123 · closed');
    expect(list).not.toHaveTextContent('not acknowledged yet');
    expect(list).toHaveTextContent(
      'Acknowledged by user:default/admin, 09/05/2026, 09:00:00 UTC.Note: A drill.',
    );
    expect(within(list).queryByRole('button')).not.toBeInTheDocument();
  });

  it('show one that was just closed', async () => {
    await open(anEvent());
    await show();
    expect(
      await screen.findByText('No event was closed yet.'),
    ).toBeInTheDocument();

    await acknowledge(await openDialog());

    expect(await closedList()).toHaveTextContent('Note: Restored.');
  });

  it('can be paged through', async () => {
    const server = await open(...many(aClosedEvent));
    await show();
    await closedList();

    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));

    expect(await screen.findByText('Message 21.')).toBeInTheDocument();
    expect(queries(server, 'closed').at(-1)).toEqual({
      state: 'closed',
      limit: '20',
      offset: '20',
    });
  });

  it('do not take the rest of the tab away when they cannot be loaded', async () => {
    const server = await open(aClosedEvent());
    let failing = true;
    const page = { items: server.events, totalItems: 1 };
    server.answer('GET /security/events', () => {
      const last = server.received('GET /security/events').at(-1);
      if (last?.query.get('state') === 'open') {
        return Response.json({ items: [], totalItems: 0 });
      }
      return failing
        ? refusal(500, 'Error', 'the reason why')
        : Response.json(page);
    });

    await show();
    expect(await screen.findByText('the reason why')).toBeInTheDocument();
    expect(section('Integrity Status')).toBeInTheDocument();

    failing = false;
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await closedList()).toBeInTheDocument();
  });
});
