import { mockCredentials } from '@backstage/backend-test-utils';
import { SignInReport } from '@thetasecure/backstage-plugin-license-common';
import { HumanDuration } from '@backstage/types';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { ageCounts } from '../__testUtils__/TestUsers';

// Nobody is counted twice, two seconds apart, before that is believed.
jest.setTimeout(30_000);

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const ago = (milliseconds: number) =>
  new Date(Date.now() - milliseconds).toISOString();

/** The header of a plugin that calls this one. */
const asPlugin = (pluginId: string) =>
  mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(`plugin:${pluginId}`),
    targetPluginId: 'license',
  });

const reportOf = (
  items: [user: string, signedInAt: string | null][],
  rest?: Partial<SignInReport>,
): SignInReport => ({
  items: items.map(([user, signedInAt]) => ({ user, signedInAt })),
  reportedUntil: new Date().toISOString(),
  complete: true,
  ...rest,
});

describeOnDatabases('reported sign-ins', newDatabase => {
  let backend: StartedBackend;

  const start = async (options?: {
    window?: HumanDuration | string;
    isAllowed?: (permission: string) => boolean;
  }) => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: {
        activeUsers: {
          source: 'sign-ins',
          ...(options?.window && { window: options.window as never }),
        },
      },
      isAllowed: options?.isAllowed,
    });
  };
  const send = (report: unknown, header = asPlugin('auth')) =>
    backend
      .post(
        '/usage/sign-ins',
        typeof report === 'string' ? report : JSON.stringify(report),
      )
      .set('Content-Type', 'application/json')
      .set('Authorization', header);
  const state = async (header = asPlugin('auth')) =>
    backend.get('/usage/sign-ins').set('Authorization', header);
  const overview = async () => {
    await ageCounts(backend.knex);
    return (await backend.get('/overview').expect(200)).body;
  };
  const users = async () => {
    await overview();
    const { body } = await backend.get('/usage/users').expect(200);
    return body.items.map(({ user }: { user: string }) => user);
  };

  afterEach(async () => {
    jest.restoreAllMocks();
    await backend.stop();
  });

  it.each<[HumanDuration | string, string, string, string]>([
    [
      { days: 30 },
      '30 days',
      '2026-03-31T12:00:00.000Z',
      '2026-03-01T12:00:00.000Z',
    ],
    [
      { days: 1 },
      'day',
      '2026-03-29T02:30:00.000Z',
      '2026-03-28T02:30:00.000Z',
    ],
    [
      '36h',
      '1 day and 12 hours',
      '2027-01-01T00:00:00.000Z',
      '2026-12-30T12:00:00.000Z',
    ],
    ['P2W', '2 weeks', '2028-03-05T23:59:59.999Z', '2028-02-20T23:59:59.999Z'],
    ['P1M', 'month', '2027-03-31T10:00:00.000Z', '2027-02-28T10:00:00.000Z'],
    ['P1M', 'month', '2028-03-31T10:00:00.000Z', '2028-02-29T10:00:00.000Z'],
    ['P1M', 'month', '2028-03-01T00:00:00.000Z', '2028-02-01T00:00:00.000Z'],
    [
      { years: 1 },
      'year',
      '2028-02-29T10:00:00.000Z',
      '2027-02-28T10:00:00.000Z',
    ],
    [
      { months: 1, days: 15 },
      '1 month and 15 days',
      '2027-01-31T00:00:00.000Z',
      '2026-12-16T00:00:00.000Z',
    ],
  ])(
    'count in a window of %j, the last %s, at %s until %s',
    async (window, words, now, edge) => {
      const ends = Date.parse(edge);
      jest.spyOn(Date, 'now').mockReturnValue(Date.parse(now));
      await start({ window });
      await send(
        reportOf(
          [
            [
              'user:default/before',
              new Date(Math.max(0, ends - 1)).toISOString(),
            ],
            ['user:default/edge', edge],
            ['user:default/inside', new Date(ends + 1).toISOString()],
            ['user:default/now', now],
          ],
          { reportedUntil: now },
        ),
      ).expect(200);
      expect(await users()).toEqual([
        'user:default/inside',
        'user:default/now',
      ]);
      expect((await overview()).usage.rule).toBe(
        `Users who signed in during the last ${words}`,
      );
    },
  );

  it('are stored once, by user, with the latest time', async () => {
    await start();
    const [early, late] = [ago(3 * DAY), ago(2 * DAY)];
    const report = reportOf([
      ['user:default/ada', late],
      ['User:Default/ADA', early],
      ['user:ada', null],
      ['user:default/bob', early],
    ]);
    await send(report).expect(200);
    await send(report).expect(200);
    await send(reportOf([['user:default/ada', early]])).expect(200);
    expect(await backend.knex('license_sign_ins').orderBy('user_ref')).toEqual([
      { user_ref: 'user:default/ada', last_at: late },
      { user_ref: 'user:default/bob', last_at: early },
    ]);
  });

  it('of nobody knows when are those of the first time they were told', async () => {
    await start();
    const before = new Date().toISOString();
    const report = reportOf([
      ['user:default/ada', null],
      ['user:default/bob', ago(-DAY)],
    ]);
    await send(report).expect(200);
    const first = await backend.knex('license_sign_ins').orderBy('user_ref');
    expect(first).toHaveLength(2);
    for (const { last_at } of first) {
      expect(last_at >= before && last_at <= new Date().toISOString()).toBe(
        true,
      );
    }
    await send(report).expect(200);
    expect(await backend.knex('license_sign_ins').orderBy('user_ref')).toEqual(
      first,
    );
  });

  it('are believed as far as they are possible', async () => {
    await start();
    await send(
      reportOf([
        ['group:default/team', ago(DAY)],
        ['plugin:auth', ago(DAY)],
        ['ada', ago(DAY)],
        ['user:', ago(DAY)],
        [':/', ago(DAY)],
        ['', ago(DAY)],
        [`user:${'x'.repeat(300)}`, ago(DAY)],
        ['user:default/a\u0000b', ago(DAY)],
        ['user:default/a\ud800b', ago(DAY)],
        // Too long once it is in lower case.
        [`user:default/${'İ'.repeat(200)}`, ago(DAY)],
        ['user:default/ancient', '0000-01-01T00:00:00+23:59'],
        ['user:default/distant', '9999-12-31T23:59:59-23:59'],
        ['user:default/ada', ago(DAY)],
      ]),
    ).expect(200);
    expect(await users()).toEqual(['user:default/ada', 'user:default/distant']);
  });

  it('are told up to where the last report said, forth and back, but not after now', async () => {
    await start();
    expect((await state()).body).toEqual({ reportedUntil: null });
    for (const reportedUntil of [ago(DAY), ago(2 * DAY)]) {
      const { body } = await send(
        reportOf([], { reportedUntil, complete: false }),
      );
      expect(body).toEqual({ reportedUntil });
      expect((await state()).body).toEqual({ reportedUntil });
    }
    const { body } = await send(reportOf([], { reportedUntil: ago(-DAY) }));
    expect(body.reportedUntil <= new Date().toISOString()).toBe(true);
    expect(body.reportedUntil > ago(MINUTE)).toBe(true);
  });

  it('make nobody count before all of them were told', async () => {
    await start();
    const missing = {
      activeUsers: null,
      usage: {
        stale: true,
        reason:
          'No sign-in was reported yet. Add @thetasecure/backstage-plugin-auth-backend-module-license to the backend that runs the auth plugin',
      },
    };
    expect(await overview()).toMatchObject(missing);
    await send(
      reportOf([['user:default/ada', ago(DAY)]], { complete: false }),
    ).expect(200);
    expect(await overview()).toMatchObject(missing);
    await send(reportOf([])).expect(200);
    expect(await overview()).toMatchObject({
      activeUsers: 1,
      usage: { stale: false },
    });
  });

  it.each([
    ['stopped coming', 15 * MINUTE + 1000],
    ['came by a clock that was set back since', -15 * MINUTE - 1000],
  ])('leave the last number, marked stale, when they %s', async (_, age) => {
    await start();
    await send(reportOf([['user:default/ada', ago(DAY)]])).expect(200);
    expect(await overview()).toMatchObject({ activeUsers: 1 });
    const reported_at = ago(age);
    await backend.knex('license_sign_in_state').update({ reported_at });
    expect(await overview()).toMatchObject({
      activeUsers: 1,
      usage: {
        stale: true,
        reason: expect.stringContaining(
          `The auth backend last reported sign-ins at ${reported_at}`,
        ),
      },
    });
    await send(reportOf([])).expect(200);
    expect(await overview()).toMatchObject({
      activeUsers: 1,
      usage: { stale: false },
    });
  });

  it('make a number neither stale nor fresh with a part of them', async () => {
    await start();
    const part = reportOf([['user:default/ada', ago(DAY)]], {
      complete: false,
    });
    await send(reportOf([])).expect(200);
    await send(part).expect(200);
    expect(await overview()).toMatchObject({ usage: { stale: false } });
    await backend
      .knex('license_sign_in_state')
      .update({ reported_at: ago(16 * MINUTE) });
    await send(part).expect(200);
    expect(await overview()).toMatchObject({ usage: { stale: true } });
  });

  it('are fresh for a quarter of an hour', async () => {
    await start();
    await send(reportOf([])).expect(200);
    await backend
      .knex('license_sign_in_state')
      .update({ reported_at: ago(14 * MINUTE) });
    expect(await overview()).toMatchObject({
      activeUsers: 0,
      usage: { stale: false },
    });
  });

  it('count by the clock, even if it was ahead once', async () => {
    const clock = jest
      .spyOn(Date, 'now')
      .mockReturnValue(Date.now() + 400 * DAY);
    await start();
    await send(
      reportOf([['user:default/ada', new Date(Date.now()).toISOString()]]),
    ).expect(200);
    clock.mockRestore();
    await send(reportOf([['user:default/bob', ago(DAY)]])).expect(200);
    expect(await users()).toEqual(['user:default/ada', 'user:default/bob']);
    // Told while the clock was ahead: not for 400 days more.
    const [{ last_at }] = await backend
      .knex('license_sign_ins')
      .orderBy('user_ref');
    expect(last_at <= new Date().toISOString()).toBe(true);
  });

  it.each(['garbage', '2999-01-01T00:00:00.000Z'])(
    'are passed over where a row says %j, until the next report',
    async poison => {
      await start();
      const report = reportOf([
        ['user:default/ada', ago(DAY)],
        ['user:default/bob', ago(DAY)],
      ]);
      await send(report).expect(200);
      await backend
        .knex('license_sign_ins')
        .where('user_ref', 'user:default/bob')
        .update({ last_at: poison });
      await backend
        .knex('license_sign_in_state')
        .update({ reported_until: poison });
      expect(await users()).toEqual(['user:default/ada']);
      expect((await state()).body).toEqual({ reportedUntil: null });
      await send(report).expect(200);
      expect(await users()).toEqual(['user:default/ada', 'user:default/bob']);
      expect((await state()).body).toEqual({
        reportedUntil: report.reportedUntil,
      });
    },
  );

  it('are not reported at a time that is none', async () => {
    await start();
    await send(reportOf([])).expect(200);
    await backend
      .knex('license_sign_in_state')
      .update({ reported_at: 'garbage' });
    expect((await overview()).usage.reason).toContain(
      'No sign-in was reported',
    );
  });

  it('are forgotten after both the window and the retention', async () => {
    await start({ window: { days: 500 } });
    await send(
      reportOf(
        [
          ['user:default/ada', ago(450 * DAY)],
          ['user:default/bob', ago(501 * DAY)],
        ],
        { complete: false },
      ),
    ).expect(200);
    const refs = async () =>
      (await backend.knex('license_sign_ins').orderBy('user_ref')).map(
        row => row.user_ref,
      );
    expect(await refs()).toEqual(['user:default/ada', 'user:default/bob']);
    await send(reportOf([])).expect(200);
    expect(await refs()).toEqual(['user:default/ada']);
  });

  it('come in parts of 500, each counted once', async () => {
    await start();
    const part = (from: number, count: number) =>
      Array.from({ length: count }, (_, index): [string, string] => [
        `user:default/u${from + index}`,
        ago(DAY),
      ]);
    await send(reportOf(part(0, 500), { complete: false })).expect(200);
    await send(reportOf(part(400, 500), { complete: false })).expect(200);
    await send(reportOf(part(900, 101))).expect(200);
    expect((await overview()).activeUsers).toBe(1001);
  });

  it.each<[string, unknown, RegExp]>([
    [
      '501 of them',
      reportOf(
        Array.from({ length: 501 }, (_, i) => [`user:default/${i}`, null]),
      ),
      /"items" .*500/,
    ],
    [
      'a user that is no text',
      { ...reportOf([]), items: [{ user: 1, signedInAt: null }] },
      /"items"/,
    ],
    [
      'a time that is none',
      reportOf([['user:default/ada', 'yesterday']]),
      /"items"/,
    ],
    [
      'an end that is none',
      reportOf([], { reportedUntil: 'today' }),
      /"reportedUntil"/,
    ],
    [
      'no word on whether that is all',
      { items: [], reportedUntil: ago(0) },
      /"complete"/,
    ],
    ['a list', [], /object/],
    ['what is no JSON', '{', /JSON/],
  ])('are refused with %s', async (_, body, message) => {
    await start();
    const answer = await send(body as never).expect(400);
    expect(answer.body.error).toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(message),
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/user:default\/ada/);
    expect((await state()).body).toEqual({ reportedUntil: null });
  });

  it('are refused if they are larger than a mebibyte', async () => {
    await start();
    const answer = await send(
      `{"items":[],"x":"${'x'.repeat(1024 * 1024)}"}`,
    ).expect(413);
    expect(answer.body.error.message).toBe(
      'The body is larger than 1 MiB. Send it in parts.',
    );
  });

  it.each<[string, string, number]>([
    ['a user', mockCredentials.user.header(), 403],
    [
      'a user on whose behalf the auth plugin asks',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.user(),
        targetPluginId: 'license',
      }),
      403,
    ],
    ['another plugin', asPlugin('catalog'), 403],
    ['an external service', mockCredentials.service.header(), 403],
    ['nobody', mockCredentials.none.header(), 401],
  ])('are neither taken from %s, nor told', async (_, header, status) => {
    await start();
    const answer = await send(
      reportOf([['user:default/ada', null]]),
      header,
    ).expect(status);
    // Whoever may not report learns nothing of what a report is.
    await send('{', header).expect(status);
    await send('x'.repeat(1_200_000), header).expect(status);
    expect((await state(header)).status).toBe(status);
    expect(answer.body.error.message).not.toContain('ada');
    expect(await backend.knex('license_sign_ins')).toEqual([]);
  });

  it('need the permission, even from the auth plugin', async () => {
    await start({ isAllowed: name => name !== 'license.usage.report' });
    const { body } = await send(reportOf([])).expect(403);
    expect(body.error.message).toContain('"license.usage.report"');
    expect((await state()).status).toBe(403);
  });

  it('leave no name of a user in the log', async () => {
    await start();
    await send(reportOf([['user:default/lovelace', null]])).expect(200);
    await backend.knex.schema.dropTable('license_sign_ins');
    const { status } = await send(reportOf([['user:default/lovelace', null]]));
    expect(status).toBeGreaterThanOrEqual(500);
    expect(backend.logs.join('\n')).toContain('did not carry out');
    expect(backend.logs.join('\n')).not.toContain('lovelace');
  });
});
