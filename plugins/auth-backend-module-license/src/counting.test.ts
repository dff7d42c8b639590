import { addRows, ago, DAY, signInsOf } from './__testUtils__/databases';
import { describeDeployments } from './__testUtils__/Deployment';

jest.setTimeout(60_000);

const HOUR = DAY / 24;

describeDeployments('who signed in', (portal, id) => {
  it('counts, each user once, whatever the spelling of the ref', async () => {
    const { auth, license } = portal;
    const before = new Date().toISOString();
    await auth.signIn('user:default/ada');
    await auth.signIn('User:Default/ADA');
    await auth.signIn('user:bob');
    await auth.signIn('user:default/bob');
    await auth.run();
    expect(await license.overview()).toMatchObject({
      activeUsers: 2,
      usage: {
        source: 'sign-ins',
        rule: 'Users who signed in during the last 30 days',
        stale: false,
      },
    });
    const { items } = (await license.get('/usage/users')).body;
    expect(items.map(({ user }: { user: string }) => user)).toEqual([
      'user:default/ada',
      'user:default/bob',
    ]);
    for (const { since, lastSeenAt, reason } of items) {
      expect(lastSeenAt >= before).toBe(true);
      expect(lastSeenAt <= new Date().toISOString()).toBe(true);
      expect(since <= lastSeenAt).toBe(true);
      expect(reason).toBe('Signed in during the last 30 days');
    }
  });

  it('counts since the last time', async () => {
    const { auth, license } = portal;
    await addRows(auth.knex, ['user:default/ada', ago(20 * DAY)]);
    await auth.run();
    const { 'user:default/ada': first } = await signInsOf(license.knex);
    await auth.signIn('user:default/ada');
    await auth.run();
    const { 'user:default/ada': second } = await signInsOf(license.knex);
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThan(19 * DAY);
  });

  it.each<[string, string | undefined, string[]]>([
    [
      'a guest',
      undefined,
      ['user:development/guest', 'User:Development/Guest'],
    ],
    [
      'a configured guest',
      'user:default/Visitor',
      ['user:default/visitor', 'user:visitor', 'user:development/guest'],
    ],
  ])('never counts as %s', async (_, guest, refs) => {
    const { license, wire } = portal;
    await portal.restartAuth({
      auth: {
        providers: {
          test: {},
          ...(guest && { guest: { userEntityRef: guest } }),
        },
      },
    });
    for (const ref of [...refs, 'user:default/ada']) {
      await portal.auth.signIn(ref);
    }
    await portal.auth.run();
    expect(await license.users()).toEqual(['user:default/ada']);
    // Whom the auth backend takes for a guest, the license backend does not know.
    expect(wire.reports.flatMap(({ items }) => items)).toHaveLength(1);
  });

  it('never counts as a group or a service', async () => {
    const { auth, license } = portal;
    for (const ref of [
      'group:default/team',
      'plugin:auth',
      'component:default/user',
      'user:default/ada',
    ]) {
      await auth.signIn(ref);
    }
    await auth.run();
    expect(await license.users()).toEqual(['user:default/ada']);
  });

  it('counts once by an expiry that lies ahead, and not for ever', async () => {
    const { auth, license } = portal;
    await addRows(
      auth.knex,
      ['user:default/ada', ago(-HOUR)],
      ['user:default/far', '2091-01-01T00:00:00.000Z'],
    );
    await auth.run();
    const first = await signInsOf(license.knex);
    expect(await license.users()).toEqual([
      'user:default/ada',
      'user:default/far',
    ]);
    await auth.run();
    expect(await signInsOf(license.knex)).toEqual(first);

    // Long after, the rows are still there.
    const long = ago(31 * DAY);
    await license.knex('license_sign_ins').update({ last_at: long });
    await auth.run();
    expect(await signInsOf(license.knex)).toEqual({
      'user:default/ada': long,
      'user:default/far': long,
    });
    expect(await license.users()).toEqual([]);
  });

  it('is told with the time once that has come', async () => {
    const { auth, wire } = portal;
    await addRows(auth.knex, ['user:default/ada', ago(-1000)]);
    await auth.run();
    await new Promise(resolve => setTimeout(resolve, 1100));
    await auth.run();
    expect(wire.reports.map(({ items }) => items)).toEqual([
      [{ user: 'user:default/ada', signedInAt: null }],
      [{ user: 'user:default/ada', signedInAt: expect.stringMatching(/Z$/) }],
    ]);
  });

  it('counts beside those whom nobody can store', async () => {
    const { auth, license } = portal;
    const longest = `user:default/${'x'.repeat(242)}`;
    await addRows(
      auth.knex,
      ['user:default/\u0001', ago(DAY)],
      [`user:${'y'.repeat(250)}`, ago(DAY)],
      ['no ref:', ago(DAY)],
      [':', ago(DAY)],
      [longest, ago(DAY)],
      ['user:default/ada', ago(DAY)],
    );
    await auth.run();
    expect(await license.users()).toEqual(['user:default/ada', longest]);
  });

  if (id === 'SQLITE_3') {
    it('counts however SQLite holds the time', async () => {
      const { auth, license } = portal;
      const instant = '2026-06-01T10:20:30.123Z';
      const spellings = [
        Date.parse(instant),
        '2026-06-01 10:20:30.123',
        '2026-06-01T10:20:30.123Z',
        '2026-06-01 12:20:30.123 +02:00',
        'one day',
      ];
      for (const [index, updated_at] of spellings.entries()) {
        await auth.knex('user_info').insert({
          user_entity_ref: `user:default/u${index}`,
          user_info: '{}',
          updated_at,
        });
      }
      await auth.run();
      expect(await signInsOf(license.knex)).toEqual({
        'user:default/u0': instant,
        'user:default/u1': instant,
        'user:default/u2': instant,
        'user:default/u3': instant,
        // Now, as nobody knows when.
        'user:default/u4': expect.stringMatching(/Z$/),
      });
    });
  } else {
    it.each(['America/New_York', 'Asia/Kolkata', 'Pacific/Apia'])(
      'counts by UTC in a database whose zone is %s',
      async zone => {
        const { license } = portal;
        const knex = await portal.newDatabase();
        const { database } = knex.client.config.connection;
        await knex.raw(`ALTER DATABASE ?? SET timezone TO '${zone}'`, [
          database,
        ]);
        // Connections that are open keep their zone.
        await knex.destroy();
        knex.initialize();
        await portal.restartAuth({ knex });
        const { rows } = await knex.raw('SHOW timezone');
        expect(rows).toEqual([{ TimeZone: zone }]);

        const before = new Date().toISOString();
        await portal.auth.signIn('user:default/now');
        await addRows(
          knex,
          ['user:default/summer', '2026-07-01T10:00:00.123Z'],
          ['user:default/winter', '2026-01-01T10:00:00.456Z'],
        );
        await portal.auth.run();
        const signIns = await signInsOf(license.knex);
        expect(signIns).toEqual({
          'user:default/now': expect.stringMatching(/Z$/),
          'user:default/summer': '2026-07-01T10:00:00.123Z',
          'user:default/winter': '2026-01-01T10:00:00.456Z',
        });
        expect(signIns['user:default/now'] >= before).toBe(true);
        expect(signIns['user:default/now'] <= new Date().toISOString()).toBe(
          true,
        );

        // New York skips the hour from two o'clock: the database moves a time in it to the next hour.
        await addRows(
          knex,
          ['user:default/skipped', '2026-03-08T02:55:00.000Z'],
          ['user:default/after', '2026-03-08T03:05:00.000Z'],
        );
        await license
          .knex('license_sign_in_state')
          .update({ reported_until: '2026-03-08T03:00:00.000Z' });
        await portal.auth.run();
        const later = await signInsOf(license.knex);
        expect(later['user:default/after']).toBe('2026-03-08T03:05:00.000Z');
        expect(later['user:default/skipped']).toBe(
          zone === 'America/New_York'
            ? '2026-03-08T03:55:00.000Z'
            : '2026-03-08T02:55:00.000Z',
        );
      },
    );
  }
});
