import {
  expect,
  expectCards,
  licenseRow,
  MANUAL,
  section,
  signIn,
  test,
} from './test';

const READS = [
  '/overview',
  '/licenses',
  '/licenses/LIC-SAMPLE-100',
  '/security',
  '/security/events',
  '/usage',
  '/coverage',
  '/openapi.json',
];

/** Personal data, which the viewer may not see. */
const PERSONAL_READS = [
  '/usage/users',
  '/usage/users.csv',
  '/usage/reclaim?days=14',
];

const CHANGES: [method: string, path: string][] = [
  ['POST', '/licenses'],
  ['POST', '/licenses/preview'],
  ['DELETE', '/licenses/LIC-SAMPLE-100'],
  ['POST', '/refresh'],
  ['POST', '/security/validation'],
  ['POST', '/security/integrity-scan'],
  ['POST', '/security/events/1/acknowledge'],
];

test('the viewer sees all three tabs', async ({ page }) => {
  await signIn(page, '/license/overview', 'viewer');
  await expectCards(page, MANUAL);
  await page.getByRole('tab', { name: 'Licenses' }).click();
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toContainText('active');
  await page.getByRole('tab', { name: 'Security' }).click();
  await expect(section(page, 'Integrity Status')).toContainText('Enabled');
});

test('the viewer is offered no change', async ({ page }) => {
  await signIn(page, '/license/licenses', 'viewer');
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();
  for (const name of ['Upload License', 'Refresh', 'Delete']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
  await page.getByRole('tab', { name: 'Security' }).click();
  await expect(section(page, 'Validation Scheduler')).toBeVisible();
  for (const name of ['Run Integrity Scan', 'Force Validation Now']) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
});

test('the administrator is offered every change', async ({ page }) => {
  await signIn(page, '/license/licenses');
  for (const name of ['Upload License', 'Refresh']) {
    await expect(page.getByRole('button', { name })).toBeVisible();
  }
  await expect(
    licenseRow(page, 'LIC-SAMPLE-100').getByRole('button', { name: 'Delete' }),
  ).toBeVisible();
  await page.getByRole('tab', { name: 'Security' }).click();
  for (const name of ['Run Integrity Scan', 'Force Validation Now']) {
    await expect(page.getByRole('button', { name })).toBeVisible();
  }
});

test('the API refuses the viewer every change, and personal data', async ({
  portal,
}) => {
  for (const [method, path] of CHANGES) {
    const { status } = await portal.api('viewer', method, path);
    expect({ method, path, status }).toEqual({ method, path, status: 403 });
  }
  for (const path of READS) {
    const { status } = await portal.api('viewer', 'GET', path);
    expect({ path, status }).toEqual({ path, status: 200 });
  }
  for (const path of PERSONAL_READS) {
    const { status } = await portal.api('viewer', 'GET', path);
    expect({ path, status }).toEqual({ path, status: 403 });
  }
});

test('the API refuses everything without a permission, and without a sign-in', async ({
  portal,
}) => {
  const requests = [
    ...CHANGES,
    ...[...READS, ...PERSONAL_READS].map(
      path => ['GET', path] as [string, string],
    ),
  ];
  for (const [method, path] of requests) {
    const outsider = await portal.api('outsider', method, path);
    const nobody = await portal.api(undefined, method, path);
    expect({
      method,
      path,
      statuses: [outsider.status, nobody.status],
    }).toEqual({ method, path, statuses: [403, 401] });
  }
});

for (const tab of ['overview', 'licenses', 'security']) {
  test(`tells somebody without a permission what to do on ${tab}`, async ({
    page,
  }) => {
    await signIn(page, `/license/${tab}`, 'outsider');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('You may not see this');
    await expect(alert).toContainText('Ask an administrator');
    await expect(page.getByText('LIC-SAMPLE')).toHaveCount(0);
    await expect(page.getByText('110')).toHaveCount(0);
  });
}
