import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { readLicenseConfig } from './config';

const read = (license?: JsonObject) =>
  readLicenseConfig(
    mockServices.rootConfig({ data: license ? { license } : {} }),
  );

describe('readLicenseConfig', () => {
  it('has defaults for everything', () => {
    const { activeUsers, usage, ...others } = read();
    expect(activeUsers.window.toISO()).toBe('P30D');
    expect(usage.retention.toISO()).toBe('P400D');
    expect(others).toEqual({
      trustedKeys: { keys: [], files: [] },
      files: [],
      documents: [],
      notifications: { receivers: [] },
      integrity: { enabled: true, keys: [] },
      revocations: { files: [] },
      schedule: {
        validation: {
          frequency: { minutes: 60 },
          timeout: { minutes: 5 },
          scope: 'global',
        },
        integrityScan: {
          frequency: { minutes: 1 },
          timeout: { minutes: 5 },
          scope: 'global',
        },
        usage: {
          frequency: { minutes: 15 },
          timeout: { minutes: 5 },
          scope: 'global',
        },
      },
    });
    expect(activeUsers.source).toBe('catalog');
  });

  it.each(['P2W', '14 days', { days: 14 }, { weeks: 1, days: 7 }])(
    'takes %j for two weeks',
    window => {
      expect(
        read({ activeUsers: { window } }).activeUsers.window.as('days'),
      ).toBe(14);
    },
  );

  it('takes a license text that is empty, or not there', () => {
    expect(read({ documents: ['{}', '', null] }).documents).toEqual([
      '{}',
      '',
      '',
    ]);
  });

  it('never schedules a task for each replica', () => {
    const { schedule } = read({
      schedule: {
        validation: {
          frequency: 'PT10M',
          timeout: 'PT1M',
          scope: 'local',
          initialDelay: 'PT1H',
        },
      },
    });
    expect(schedule.validation).toMatchObject({
      scope: 'global',
      initialDelay: undefined,
    });
  });

  it.each<[JsonObject, string]>([
    [{ productInstanceId: '-x' }, 'license.productInstanceId'],
    [{ products: [] }, 'license.products'],
    [{ products: 'NX' }, 'license.products'],
    [{ trustedKeys: { keys: {} } }, 'license.trustedKeys.keys'],
    [{ trustedKeys: { files: [1] } }, 'license.trustedKeys.files[0]'],
    [{ files: [''] }, 'license.files[0]'],
    [{ documents: '{}' }, 'license.documents'],
    [{ documents: ['', { licenseId: 'x' }] }, 'license.documents[1]'],
    [{ maxGracePeriodDays: -1 }, 'license.maxGracePeriodDays'],
    [{ maxGracePeriodDays: 1.5 }, 'license.maxGracePeriodDays'],
    [{ activeUsers: { source: '' } }, 'license.activeUsers.source'],
    ...['often', 30, { hours: 23 }, { days: -1 }, { years: 101 }, {}].flatMap(
      (duration): [JsonObject, string][] => [
        [{ activeUsers: { window: duration } }, 'license.activeUsers.window'],
        [{ usage: { retention: duration } }, 'license.usage.retention'],
      ],
    ),
    [{ notifications: { receivers: 'x' } }, 'license.notifications.receivers'],
    ...['admins', 'user:', 'user:a b', 'user:default/', 3].map(
      (receiver): [JsonObject, string] => [
        { notifications: { receivers: ['group:default/admins', receiver] } },
        'license.notifications.receivers[1]',
      ],
    ),
    [{ schedule: { usage: 'often' } }, 'license.schedule.usage'],
    [{ integrity: { enabled: 'yes' } }, 'license.integrity.enabled'],
    [
      { schedule: { validation: { frequency: 'often', timeout: 'PT1M' } } },
      'license.schedule.validation',
    ],
    [{ schedule: 'often' }, 'license.schedule.validation'],
    ...[{ cron: 'x x' }, { minutes: 0 }, { minutes: -5 }].map(
      (frequency): [JsonObject, string] => [
        { schedule: { validation: { frequency, timeout: { minutes: 1 } } } },
        'license.schedule.validation',
      ],
    ),
    [
      {
        schedule: {
          validation: { frequency: 'PT1H', timeout: { minutes: 0 } },
        },
      },
      'license.schedule.validation',
    ],
    [
      { schedule: { integrityScan: { frequency: { minutes: 5 } } } },
      'license.schedule.integrityScan',
    ],
  ])('refuses %j, naming %s', (license, key) => {
    expect(() => read(license)).toThrow(key);
  });
});
