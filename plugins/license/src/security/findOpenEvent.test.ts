import { anEvent } from '../__testUtils__/builders';
import { findOpenEvent } from './findOpenEvent';

it('finds an event behind more than the server lists at once', async () => {
  const events = Array.from({ length: 501 }, (_, i) =>
    anEvent({ id: `event-${i}`, subject: `license:LIC-${i}` }),
  );
  const listEvents = async ({ limit = 50, offset = 0 }) => ({
    items: events.slice(offset, offset + limit),
    totalItems: events.length,
  });

  expect(await findOpenEvent({ listEvents }, events[500])).toBe(events[500]);
  expect(
    await findOpenEvent({ listEvents }, anEvent({ subject: 'ledger' })),
  ).toBeUndefined();
});
