import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { addRows, ago, DAY, signInsOf } from './__testUtils__/databases';
import { describeDeployments } from './__testUtils__/Deployment';
import { LicenseServer } from './__testUtils__/LicenseServer';

jest.setTimeout(60_000);

const HOUR = DAY / 24;

/** So many users, who signed in so many milliseconds after each other, from a day ago on. */
function users(count: number, apart = 0): [string, string][] {
  const start = Date.now() - DAY;
  return Array.from({ length: count }, (_, index) => [
    `user:default/u${index}`,
    new Date(start + index * apart).toISOString(),
  ]);
}

const connectionLost = () =>
  Object.assign(new TypeError('fetch failed'), {
    cause: { code: 'ECONNRESET' },
  });

describeDeployments('sign-ins', portal => {
  it('come in bounded batches, each going on where the last one ended', async () => {
    const { auth, license, wire } = portal;
    // Borders of batches between equal times.
    await addRows(auth.knex, ...users(1201, 0));
    await auth.run();
    expect(wire.sizes).toEqual([500, 500, 201]);
    expect(wire.reports.map(({ complete }) => complete)).toEqual([
      false,
      false,
      true,
    ]);
    expect((await license.overview()).activeUsers).toBe(1201);

    await auth.run();
    expect(wire.reports.at(-1)).toEqual({
      items: [],
      reportedUntil: expect.any(String),
      complete: true,
    });
  });

  it('are told to be there up to the last one of a batch, or up to now at the end', async () => {
    const { auth, wire } = portal;
    const rows = users(501, 1);
    await addRows(auth.knex, ...rows);
    const before = new Date().toISOString();
    await auth.run();
    const [first, second] = wire.reports.map(
      ({ reportedUntil }) => reportedUntil,
    );
    expect(first).toBe(rows[499][1]);
    expect(second >= before).toBe(true);
    expect(second <= new Date().toISOString()).toBe(true);
  });

  it('ahead of now come in bounded batches too, and never push the end ahead', async () => {
    const { auth, license, wire } = portal;
    await addRows(
      auth.knex,
      ...users(700).map(([user]): [string, string] => [user, ago(-HOUR)]),
    );
    await auth.run();
    expect(wire.sizes).toEqual([500, 200]);
    const now = new Date().toISOString();
    expect(
      wire.reports.every(({ reportedUntil }) => reportedUntil <= now),
    ).toBe(true);
    expect((await license.overview()).activeUsers).toBe(700);
  });

  it.each([
    [500, 1],
    [5000, 11],
    [5001, 11],
  ])('end once, of %p in %p batches', async (count, batches) => {
    const { auth, license, wire } = portal;
    await addRows(auth.knex, ...users(count));
    await auth.run();
    expect(wire.reports.map(({ complete }) => complete)).toEqual(
      Array.from({ length: batches }, (_, index) => index === batches - 1),
    );
    expect(Math.max(...wire.sizes)).toBe(500);
    expect((await license.overview()).activeUsers).toBe(count);
  });

  it('fit into a report with long names in any script', async () => {
    const { auth, license } = portal;
    await addRows(
      auth.knex,
      ...users(500).map(([, at], index): [string, string] => [
        `user:default/${'漢'.repeat(238)}${index}`,
        at,
      ]),
    );
    await auth.run();
    expect((await license.overview()).activeUsers).toBe(500);
  });

  it('are not lost while the license backend is down', async () => {
    const { auth, license } = portal;
    await auth.run();
    await license.stop();
    for (const name of ['ada', 'bob']) {
      await auth.signIn(`user:default/${name}`);
      await expect(auth.run()).rejects.toThrow(
        'The license backend did not answer (ECONNREFUSED)',
      );
    }
    // It was down for hours, longer than reports overlap.
    await auth
      .knex('user_info')
      .where('user_entity_ref', 'user:default/ada')
      .update({ updated_at: '2026-11-01 10:00:00.000' });
    await license
      .knex('license_sign_in_state')
      .update({ reported_until: '2026-11-01T09:00:00.000Z' });
    await license.start();
    await auth.run();
    expect(await license.users()).toEqual([
      'user:default/ada',
      'user:default/bob',
    ]);
  });

  it('are not lost if a run breaks off between batches', async () => {
    const { auth, license, wire } = portal;
    await addRows(auth.knex, ...users(1201, 6000));
    wire.before = sent => {
      if (sent === 2) {
        throw connectionLost();
      }
    };
    await expect(auth.run()).rejects.toThrow('ECONNRESET');
    expect(await license.overview()).toMatchObject({
      activeUsers: null,
      usage: {
        stale: true,
        reason: expect.stringMatching(/^No sign-in was reported yet/),
      },
    });

    // Another replica goes on from where the license backend says.
    wire.before = () => {};
    await portal.restartAuth();
    await portal.auth.run();
    // 500 before, then 701 more, and those of the ten minutes before again.
    expect(wire.sizes).toEqual([500, 500, 302]);
    expect((await license.overview()).activeUsers).toBe(1201);
  });

  it('are told again if the answer was lost, which changes nothing', async () => {
    const { auth, license, wire } = portal;
    await auth.signIn('user:default/ada');
    wire.after = () => {
      throw connectionLost();
    };
    await expect(auth.run()).rejects.toThrow('ECONNRESET');
    const told = await signInsOf(license.knex);
    wire.after = () => {};
    await auth.run();
    const [first, second] = wire.reports;
    expect(first.items).toHaveLength(1);
    expect(second.items).toEqual(first.items);
    expect(await signInsOf(license.knex)).toEqual(told);
  });

  it('are told again to a license database that is new', async () => {
    await portal.auth.signIn('user:default/ada');
    await portal.auth.run();
    await portal.license.stop();
    portal.license = await LicenseServer.start({
      knex: await portal.newDatabase(),
    });
    expect(await portal.license.overview()).toMatchObject({
      activeUsers: null,
    });
    await portal.auth.run();
    expect(await portal.license.users()).toEqual(['user:default/ada']);
  });

  it('are told again to a license database restored from a backup', async () => {
    const { auth, license, wire } = portal;
    await addRows(
      auth.knex,
      ['user:default/ada', ago(5 * DAY)],
      ['user:default/bob', ago(20 * DAY)],
    );
    await auth.run();
    await license
      .knex('license_sign_ins')
      .where('user_ref', 'user:default/ada')
      .delete();
    await license
      .knex('license_sign_in_state')
      .update({ reported_until: ago(6 * DAY), reported_at: ago(6 * DAY) });
    expect(await license.overview()).toMatchObject({ usage: { stale: true } });
    await auth.run();
    expect(wire.sizes).toEqual([2, 1]);
    expect(await license.users()).toEqual([
      'user:default/ada',
      'user:default/bob',
    ]);
  });

  it('are told from the beginning after the clock was set back', async () => {
    const { auth, license, wire } = portal;
    await addRows(auth.knex, ['user:default/ada', ago(2 * DAY)]);
    await auth.run();
    const ahead = ago(-5 * DAY);
    await license
      .knex('license_sign_ins')
      .insert({ user_ref: 'user:default/bob', last_at: ahead });
    await license
      .knex('license_sign_in_state')
      .update({ reported_until: ahead, reported_at: ahead });
    await auth.signIn('user:default/cyd');
    expect(await license.overview()).toMatchObject({ usage: { stale: true } });

    await auth.run();
    expect(wire.sizes).toEqual([1, 2]);
    expect(await license.users()).toEqual([
      'user:default/ada',
      'user:default/bob',
      'user:default/cyd',
    ]);
    // Nobody signed in after now, and the next report goes on from there.
    const now = new Date().toISOString();
    const { 'user:default/bob': bob } = await signInsOf(license.knex);
    expect(bob <= now).toBe(true);
    await auth.run();
    expect(wire.reports.at(-1)!.items).toEqual([
      { user: 'user:default/cyd', signedInAt: expect.any(String) },
    ]);
  });

  it('that are committed late are told', async () => {
    const { auth, license } = portal;
    await auth.run();
    await addRows(auth.knex, ['user:default/ada', ago(5 * 60 * 1000)]);
    await auth.run();
    expect(await license.users()).toEqual(['user:default/ada']);
  });
});

describeDeployments('the task', portal => {
  it('runs once a minute, in one replica', () => {
    expect(portal.auth.task).toMatchObject({
      id: 'license-sign-ins',
      scope: 'global',
      frequency: { minutes: 1 },
    });
  });

  it('waits for the tables of the auth backend', async () => {
    const { license, wire } = portal;
    await portal.restartAuth({
      knex: await portal.newDatabase(),
      withPlugin: false,
    });
    await portal.auth.run();
    expect(wire.reports).toEqual([]);
    const { logs } = portal.auth;
    expect(logs.join('\n')).toMatch(/^debug .*no records of sign-ins yet/m);
    expect(logs.join('\n')).not.toMatch(/^(warn|error)/m);

    await portal.restartAuth({ withPlugin: true });
    await portal.auth.signIn('user:default/ada');
    await portal.auth.run();
    expect(await license.users()).toEqual(['user:default/ada']);
  });

  it('stops between batches when it is told to', async () => {
    const { auth, wire } = portal;
    await addRows(auth.knex, ...users(700));
    const abort = new AbortController();
    wire.after = () => abort.abort();
    await expect(auth.run(abort.signal)).rejects.toThrow();
    expect(wire.sizes).toEqual([500]);
  });

  it('fails without the name of a user when the database does', async () => {
    const { auth, wire } = portal;
    await addRows(auth.knex, ...users(5001));
    // The second look at the table goes on after the last user of the first one.
    wire.after = async () => {
      await auth.knex.schema.dropTableIfExists('user_info');
    };
    const failure: Error = await auth.run().then(
      () => new Error('It did not fail'),
      error => error,
    );
    expect(failure.message).toMatch(
      /^The database of the auth backend did not answer \((42P01|SQLITE_ERROR)\)$/,
    );
    expect(`${failure.stack}${failure.cause}${auth.logs}`).not.toContain(
      'default/u',
    );
  });

  it('says which package is missing', async () => {
    const { license } = portal;
    await portal.restartAuth({
      licenseUrl: () => license.url.replace('/api/license', '/api/nothing'),
    });
    await expect(portal.auth.run()).rejects.toThrow(
      'No license backend takes sign-ins (status 404). Add @thetasecure/backstage-plugin-license-backend',
    );
  });

  it('says so when it is refused', async () => {
    await portal.license.stop();
    portal.license = await LicenseServer.start({
      knex: portal.license.knex,
      features: [
        mockServices.permissions.factory({ result: AuthorizeResult.DENY }),
      ],
    });
    await expect(portal.auth.run()).rejects.toThrow(
      'The license backend refused sign-ins (status 403)',
    );
  });
});
