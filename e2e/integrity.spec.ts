import { Page } from '@playwright/test';
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

const banner = (page: Page) =>
  page.getByRole('alert').filter({ hasText: 'critical security event' });

async function scan(page: Page) {
  await page.getByRole('button', { name: 'Run Integrity Scan' }).click();
  await expect(page.getByText(/^Integrity scan finished/)).toBeVisible();
}

test('an open critical event is told on all three tabs', async ({
  page,
  portal,
}) => {
  await signIn(page, '/license/security');
  await expect(section(page, 'Ledger')).toBeVisible();
  await expect(banner(page)).toHaveCount(0);

  new StoredLicenses(portal).remove('LIC-SAMPLE-100');
  await scan(page);
  await expect(banner(page)).toBeVisible();
  for (const tab of ['Overview', 'Licenses']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(banner(page)).toBeVisible();
  }
  await banner(page).getByRole('link').click();
  await expect(page).toHaveURL(/\/license\/security$/);
  await expect(
    section(page, 'Open security events').getByText('row_removed'),
  ).toBeVisible();
});

test('what was taken out can be accepted, and the ledger moves on', async ({
  page,
  portal,
}) => {
  new StoredLicenses(portal).remove('LIC-SAMPLE-100');
  await signIn(page, '/license/security');
  await scan(page);
  const ledger = section(page, 'Ledger');
  const before = await ledger.textContent();

  const alarm = section(page, 'Open security events').getByRole('listitem');
  await expect(alarm).toHaveCount(1);
  await expect(alarm).toContainText('Its last change through the portal');
  await alarm.getByRole('button', { name: 'Acknowledge' }).click();
  const dialog = page.getByRole('dialog', {
    name: 'Acknowledge security event',
  });
  await dialog.getByLabel('Note').fill('It was taken out on purpose');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(section(page, 'Open security events')).toBeHidden();
  await expect(banner(page)).toHaveCount(0);
  await expect(
    field(section(page, 'Integrity Status'), 'Critical Events'),
  ).toHaveText('0');
  await expect(ledger).not.toHaveText(before!);

  await page.getByRole('button', { name: 'Show closed events' }).click();
  await expect(
    page.getByText('It was taken out on purpose').first(),
  ).toBeVisible();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expectCards(page, {
    users: '63 / 10',
    utilization: '630 %',
    remaining: '0',
  });
});

test('a license counts no more once its vendor revokes it', async ({
  page,
  portal,
}) => {
  await portal.api('guest', 'POST', '/licenses', portal.read('revoked-later'));
  await signIn(page, '/license/security');
  const list = section(page, 'Revocation List');
  await list.getByRole('button', { name: 'Upload Revocation List' }).click();
  const dialog = page.getByRole('dialog', { name: 'Upload Revocation List' });
  const input = dialog.getByLabel('Revocation list file');

  await input.setInputFiles(portal.sample('trial.json'));
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(dialog.getByRole('alert')).toContainText('"format"');
  await input.setInputFiles(portal.sample('revocations.json'));
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(dialog).toBeHidden();
  await expect(list).toContainText('LIC-SAMPLE-REVOKED');

  await page.getByRole('tab', { name: 'Licenses' }).click();
  const row = licenseRow(page, 'LIC-SAMPLE-REVOKED');
  await expect(row).toContainText('invalid');
  await row
    .getByRole('button', { name: 'Show the checks of LIC-SAMPLE-REVOKED' })
    .click();
  await expect(
    page.getByRole('dialog').getByText('Ordered twice'),
  ).toBeVisible();
});
