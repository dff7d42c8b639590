import { Locator } from '@playwright/test';
import { expectColour } from './colours';
import { StoredLicenses } from './StoredLicenses';
import {
  expect,
  expectCards,
  field,
  licenseRow,
  section,
  signIn,
  test,
} from './test';

const MINUTE = 60_000;

/** The instant that a field shows, in milliseconds. */
async function instantIn(fieldOfPanel: Locator): Promise<number> {
  const time = fieldOfPanel.locator('time');
  return Date.parse((await time.getAttribute('datetime')) ?? '');
}

/** Checks a number of bad things: none is green, any is red. */
async function expectCount(fieldOfPanel: Locator, count: number) {
  const number = fieldOfPanel.getByText(String(count), { exact: true });
  await expectColour(number, 'color', count === 0 ? 'green' : 'red');
}

test('shows the two panels of the product manual', async ({ page }) => {
  await signIn(page, '/license/security');
  const integrity = section(page, 'Integrity Status');
  await expectColour(
    field(integrity, 'Tamper Detection').getByText('Enabled'),
    'color',
    'green',
  );
  await expectCount(field(integrity, 'Critical Events'), 0);
  await expect(field(integrity, 'Last Scan')).toHaveText(
    /^\d\d\/\d\d\/\d{4}, \d\d:\d\d:\d\d (EST|EDT|GMT-[45])$/,
  );

  const validation = section(page, 'Validation Scheduler');
  await expect(field(validation, 'Interval')).toHaveText('60 minutes');
  await expectCount(field(validation, 'Validation Errors'), 0);
});

test('"Force Validation Now" moves the last and the next validation', async ({
  page,
}) => {
  await signIn(page, '/license/security');
  const validation = section(page, 'Validation Scheduler');
  const last = field(validation, 'Last Validation');
  const next = field(validation, 'Next Validation');
  const lastBefore = await instantIn(last);
  const nextBefore = await instantIn(next);

  await page.getByRole('button', { name: 'Force Validation Now' }).click();
  const banner = page
    .getByRole('status')
    .filter({ hasText: /^Validation triggered successfully.$/ });
  await expectColour(banner.locator('div'), 'background-color', 'green');

  await expect.poll(() => instantIn(last)).toBeGreaterThan(lastBefore);
  await expect.poll(() => instantIn(next)).toBeGreaterThan(nextBefore);
  const distance = (await instantIn(next)) - (await instantIn(last));
  // Not to the second: the scheduler rounds, and begins to count when a run begins.
  expect(Math.abs(distance - 60 * MINUTE)).toBeLessThan(2 * MINUTE);

  await banner.getByRole('button', { name: 'Close' }).click();
  await expect(banner).toBeHidden();
});

test('"Run Integrity Scan" scans now', async ({ page }) => {
  await signIn(page, '/license/security');
  const lastScan = field(section(page, 'Integrity Status'), 'Last Scan');
  const before = await instantIn(lastScan);
  await page.getByRole('button', { name: 'Run Integrity Scan' }).click();
  await expect(
    page.getByText('Integrity scan finished: 2 checked, no new events.'),
  ).toBeVisible();
  await expect.poll(() => instantIn(lastScan)).toBeGreaterThan(before);
});

test('finds a license that was edited in the database', async ({
  page,
  portal,
}) => {
  new StoredLicenses(portal).edit('LIC-SAMPLE-100', text =>
    text.replace(/("maxUsers":\s*)100/, '$1900'),
  );
  await signIn(page, '/license/security');
  const integrity = section(page, 'Integrity Status');
  const validation = section(page, 'Validation Scheduler');
  const criticalEvents = field(integrity, 'Critical Events');

  await page.getByRole('button', { name: 'Run Integrity Scan' }).click();
  await expectCount(criticalEvents, 1);
  const alarm = section(page, 'Open security events').getByRole('listitem');
  await expect(alarm).toHaveCount(1);
  await expect(alarm).toContainText('document_edited');
  await expect(alarm).toContainText('LIC-SAMPLE-100');

  // The same evidence is no second event.
  await page.getByRole('button', { name: 'Run Integrity Scan' }).click();
  await expect(
    page.getByText('Integrity scan finished: 2 checked, no new events.'),
  ).toBeVisible();
  await expectCount(criticalEvents, 1);

  await page.getByRole('button', { name: 'Force Validation Now' }).click();
  const banner = page.getByRole('status').locator('div');
  await expect(banner).toHaveText(
    'Validation triggered: 1 license failed its checks.',
  );
  await expectColour(banner, 'background-color', 'amber');
  await expectCount(field(validation, 'Validation Errors'), 1);

  await page.getByRole('tab', { name: 'Overview' }).click();
  await expectCards(page, {
    users: '63 / 10',
    utilization: '630 %',
    remaining: '0',
  });
  await page.getByRole('tab', { name: 'Licenses' }).click();
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toContainText('invalid');

  // Repaired by the original file, the alarm still waits for somebody to answer for it.
  await page.getByRole('button', { name: 'Upload License' }).click();
  const upload = page.getByRole('dialog', { name: 'Upload License' });
  await upload
    .getByLabel('License file')
    .setInputFiles(portal.sample('installed-100.json'));
  await upload.getByRole('button', { name: 'Upload' }).click();
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toContainText('active');

  await page.getByRole('tab', { name: 'Security' }).click();
  await page.getByRole('button', { name: 'Run Integrity Scan' }).click();
  await expect(alarm).toContainText('no longer the case');
  await expectCount(criticalEvents, 1);

  await alarm.getByRole('button', { name: 'Acknowledge' }).click();
  const dialog = page.getByRole('dialog', {
    name: 'Acknowledge security event',
  });
  const acknowledge = dialog.getByRole('button', { name: 'Acknowledge' });
  await expect(acknowledge).toBeDisabled();
  await dialog.getByLabel('Note').fill('A browser test edited it');
  await acknowledge.click();
  await expectCount(criticalEvents, 0);
  await expect(section(page, 'Open security events')).toBeHidden();
});
