import { mockServices } from '@backstage/backend-test-utils';
import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import {
  CoverageForecast,
  Warning,
} from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { until } from '../__testUtils__/until';
import { connectDatabase } from '../database/connectDatabase';
import { Database } from '../database/Database';
import { toInstant } from '../database/instants';
import { Notifier } from './Notifier';
import { WarningStore } from './WarningStore';

const ends = (threshold: number, date = '2027-03-01'): Warning => ({
  type: 'coverage_ends',
  threshold,
  date,
});
const utilization = (threshold: number): Warning => ({
  type: 'utilization',
  threshold,
});

describeOnDatabases('the notifier', newDatabase => {
  let knex: Knex;
  let store: WarningStore;
  let warnings: Warning[];
  let percent: number | null;
  /** The scopes of what was sent. */
  let sent: string[];
  let send: (options: NotificationSendOptions) => Promise<void>;
  const warn = jest.fn();

  /** One replica. */
  const notifier = (
    receivers = ['user:default/ada', 'group:default/ops'],
    patience?: number,
  ) =>
    new Notifier({
      overview: {
        forecast: async () =>
          ({
            users: 63,
            entitlement: { capacity: 100, utilizationPercent: percent },
            outlook: { warnings, graceEnds: null },
          } as CoverageForecast),
      },
      store,
      notifications: { send: options => send(options) },
      receivers,
      logger: mockServices.logger.mock({ warn }),
      patience,
    });
  const notify = async (...now: Warning[]) => {
    warnings = now;
    sent = [];
    await notifier().notify();
    return sent;
  };
  const works = async ({ payload }: NotificationSendOptions) => {
    sent.push(payload.scope!);
  };
  const fails = async () => {
    throw new Error('Request failed with status 404');
  };
  /** As if whoever began to send had done so long ago. */
  const age = () =>
    knex('license_warnings').update({
      attempted_at: toInstant(Date.now() - 61_000),
    });
  const rows = () => knex('license_warnings').orderBy('cause');
  const settled = async () =>
    (await rows()).flatMap(row => (row.settled_at ? [row.cause] : []));

  beforeEach(async () => {
    knex = await newDatabase();
    await connectDatabase({ getClient: async () => knex });
    store = new WarningStore(new Database(knex));
    percent = 63;
    warnings = [];
    sent = [];
    send = works;
    warn.mockReset();
  });

  it('tells the receivers', async () => {
    const tell = jest.fn(works);
    send = tell;
    await notify(ends(14));
    expect(tell.mock.calls).toEqual([
      [
        {
          recipients: {
            type: 'entity',
            entityRef: ['user:default/ada', 'group:default/ops'],
          },
          payload: expect.objectContaining({
            title: 'License coverage ends on 28/02/2027',
            scope: 'coverage_ends:2027-03-01:14',
          }),
        },
      ],
    ]);
  });

  it('tells each cause once, and the tighter one alone', async () => {
    expect(await notify()).toEqual([]);
    // First seen in the middle: what would have been told before never is.
    expect(await notify(ends(14))).toEqual(['coverage_ends:2027-03-01:14']);
    expect(await notify(ends(14))).toEqual([]);
    expect(await notify(ends(30))).toEqual([]);
    expect(await notify(ends(7))).toEqual(['coverage_ends:2027-03-01:7']);
    percent = 95;
    expect(await notify(ends(1), utilization(95))).toEqual([
      'coverage_ends:2027-03-01:1',
      'utilization:95',
    ]);
    percent = 94;
    expect(await notify(utilization(90))).toEqual([]);
    const began: Warning = { type: 'grace_begins', date: '2027-03-01' };
    const ended: Warning = { type: 'grace_ends', date: '2027-03-11' };
    expect(await notify(began)).toEqual(['grace_begins:2027-03-01']);
    expect(await notify(began)).toEqual([]);
    expect(await notify(ended)).toEqual(['grace_ends:2027-03-11']);
    expect(await notify(ended)).toEqual([]);
    // Another end is another cause.
    expect(await notify(ends(30, '2028-03-01'))).toEqual([
      'coverage_ends:2028-03-01:30',
    ]);
    expect(warn).not.toHaveBeenCalled();
  });

  it('tells of utilization again after it fell by five points, and not before', async () => {
    const told: Record<string, string[]> = {};
    for (const [step, now] of [90, 89, 90, 86, 91, 85, 90, 100].entries()) {
      percent = now;
      const passed = [100, 95, 90].find(threshold => now >= threshold);
      told[`${step}: ${now} %`] = await notify(
        ...(passed ? [utilization(passed)] : []),
      );
    }
    expect(told).toEqual({
      '0: 90 %': ['utilization:90'],
      '1: 89 %': [],
      '2: 90 %': [],
      '3: 86 %': [],
      '4: 91 %': [],
      '5: 85 %': [],
      '6: 90 %': ['utilization:90'],
      '7: 100 %': ['utilization:100'],
    });
    expect(await settled()).toEqual([
      'utilization:100',
      'utilization:90',
      'utilization:95',
    ]);
  });

  it('knows of no fall while nobody knows how many users there are', async () => {
    await notify(utilization(90));
    percent = null;
    await notify();
    percent = 90;
    expect(await notify(utilization(90))).toEqual([]);
  });

  it('tells once, whichever replicas notice it at the same time', async () => {
    send = async options => {
      await new Promise(resolve => setTimeout(resolve, 20));
      await works(options);
    };
    percent = 95;
    warnings = [ends(7), utilization(95)];
    await Promise.all(Array.from({ length: 8 }, () => notifier().notify()));
    expect(sent.sort()).toEqual([
      'coverage_ends:2027-03-01:7',
      'utilization:95',
    ]);
    await age();
    expect(await notify(...warnings)).toEqual([]);
  });

  it('leaves a warning alone that another replica is sending', async () => {
    let finish = () => {};
    send = options =>
      new Promise(resolve => {
        finish = () => resolve(works(options));
      });
    warnings = [ends(7)];
    const sending = notifier().notify();
    while ((await rows()).length === 0) {
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    // The other one sees that it does not hold any more, and then again that it does.
    await notifier().notify();
    warnings = [];
    await notifier().notify();
    warnings = [ends(7)];
    await notifier().notify();
    finish();
    await sending;
    expect(sent).toEqual(['coverage_ends:2027-03-01:7']);
    expect(await notify(ends(7))).toEqual([]);
  });

  it('sends again what somebody began to send and never finished', async () => {
    await store.claim('coverage_ends:2027-03-01:7', Date.now() - 61_000);
    expect(await notify(ends(7))).toEqual(['coverage_ends:2027-03-01:7']);
  });

  it.each([-59_000, 59_000])(
    'does not if that was %d milliseconds from now',
    async offset => {
      await store.claim('coverage_ends:2027-03-01:7', Date.now() + offset);
      expect(await notify(ends(7))).toEqual([]);
    },
  );

  it('sends again what was begun by a clock that was far ahead', async () => {
    await store.claim('coverage_ends:2027-03-01:7', Date.now() + 3_600_000);
    expect(await notify(ends(7))).toEqual(['coverage_ends:2027-03-01:7']);
  });

  it('tries again what could not be sent, and says so once a run', async () => {
    send = fails;
    expect(await notify(ends(14), utilization(95))).toEqual([]);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /Request failed with status 404.*Add the notifications plugin .*license\.notifications\.receivers/,
        ),
      ],
    ]);
    expect(await settled()).toEqual([]);

    send = works;
    const noticedAt = '2026-01-01T00:00:00.000Z';
    await knex('license_warnings').update({ noticed_at: noticedAt });
    await age();
    expect(await notify(ends(14), utilization(95))).toEqual([
      'coverage_ends:2027-03-01:14',
      'utilization:95',
    ]);
    expect(warn).toHaveBeenCalledTimes(1);
    // It was not noticed anew.
    expect(
      (await rows()).find(({ cause }) => cause.endsWith(':14')),
    ).toMatchObject({ noticed_at: noticedAt });
  });

  it('never sends what could not be sent while it held', async () => {
    send = fails;
    await notify(ends(14));
    await age();
    send = works;
    // Somebody installed a renewal, or the next threshold was passed.
    expect(await notify()).toEqual([]);
    expect(await rows()).toEqual([]);
    expect(await notify(ends(7))).toEqual(['coverage_ends:2027-03-01:7']);
    expect(await settled()).toEqual([
      'coverage_ends:2027-03-01:14',
      'coverage_ends:2027-03-01:30',
      'coverage_ends:2027-03-01:7',
    ]);
  });

  it('notes down nothing without receivers, and tells those who come later', async () => {
    warnings = [ends(7)];
    await notifier([]).notify();
    expect(await rows()).toEqual([]);
    expect(sent).toEqual([]);
    expect(await notify(ends(7))).toHaveLength(1);
  });

  it('does not wait for ever, and believes an answer that comes late', async () => {
    let finish = () => {};
    send = options =>
      new Promise(resolve => {
        finish = () => resolve(works(options));
      });
    warnings = [ends(7)];
    await notifier(undefined, 50).notify();
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining('no answer within 0.05 seconds')],
    ]);
    expect(await settled()).toEqual([]);

    finish();
    await until(settled, causes => causes.length > 0);
    await age();
    send = works;
    expect(await notify(ends(7))).toEqual([]);
  });

  describe('with a database that fails', () => {
    const failOnce = (method: 'claim' | 'settle' | 'dropUnsettled') =>
      jest
        .spyOn(store, method)
        .mockRejectedValueOnce(new Error('The database is gone'));

    it.each(['claim', 'dropUnsettled'] as const)(
      'before it sends (%s), sends once, later',
      async method => {
        failOnce(method);
        await expect(notify(ends(7))).rejects.toThrow('The database is gone');
        expect(sent).toEqual([]);
        expect(await notify(ends(7))).toEqual(['coverage_ends:2027-03-01:7']);
        expect(await notify(ends(7))).toEqual([]);
      },
    );

    it('after it sent, sends the same again, by the same scope', async () => {
      failOnce('settle');
      await expect(notify(ends(7))).rejects.toThrow('The database is gone');
      expect(sent).toEqual(['coverage_ends:2027-03-01:7']);
      // Not as long as it could still be on its way.
      expect(await notify(ends(7))).toEqual([]);
      await age();
      expect(await notify(ends(7))).toEqual(['coverage_ends:2027-03-01:7']);
      await age();
      expect(await notify(ends(7))).toEqual([]);
    });
  });
});
