import { Locator, Page } from '@playwright/test';
import { StoredLicenses } from './StoredLicenses';
import {
  expect,
  expectCards,
  field,
  licenseRow,
  MANUAL,
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

async function acknowledge(page: Page, alarm: Locator, note: string) {
  await alarm.getByRole('button', { name: 'Acknowledge' }).click();
  const dialog = page.getByRole('dialog', {
    name: 'Acknowledge security event',
  });
  await dialog.getByLabel('Note').fill(note);
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
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
    section(page, 'Open security events').getByText('document_missing'),
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
  await acknowledge(page, alarm, 'It was taken out on purpose');
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

test('a document put in counts for nothing, and can be accepted', async ({
  page,
  portal,
}) => {
  new StoredLicenses(portal).putIn(portal.read('trial'));
  await signIn(page, '/license/security');
  await scan(page);
  const alarm = section(page, 'Open security events').getByRole('listitem');
  await expect(alarm).toHaveCount(1);
  await expect(alarm).toContainText('document_unknown');
  await expect(alarm).toContainText('LIC-SAMPLE-TRIAL');
  await page.getByRole('tab', { name: 'Licenses' }).click();
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();
  await expect(licenseRow(page, 'LIC-SAMPLE-TRIAL')).toHaveCount(0);

  await page.getByRole('tab', { name: 'Security' }).click();
  await acknowledge(page, alarm, 'The vendor put it in');
  await expect(section(page, 'Open security events')).toBeHidden();
  await page.getByRole('tab', { name: 'Licenses' }).click();
  await expect(licenseRow(page, 'LIC-SAMPLE-TRIAL')).toContainText('active');
});

test('what is another finding by now is not accepted unseen', async ({
  page,
  portal,
}) => {
  const stored = new StoredLicenses(portal);
  stored.edit('LIC-SAMPLE-100', text => `${text} `);
  await signIn(page, '/license/security');
  await scan(page);
  const alarm = section(page, 'Open security events').getByRole('listitem');
  await alarm.getByRole('button', { name: 'Acknowledge' }).click();
  const dialog = page.getByRole('dialog', {
    name: 'Acknowledge security event',
  });
  await dialog.getByLabel('Note').fill('Blanks do no harm');
  stored.edit('LIC-SAMPLE-100', text => `${text} `);
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(dialog.getByRole('alert')).toContainText('nothing was accepted');

  await portal.api('guest', 'POST', '/security/integrity-scan');
  await dialog.getByRole('button', { name: 'Look at it again' }).click();
  await expect(dialog).toContainText('This is what is there now.');
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(section(page, 'Open security events')).toBeHidden();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expectCards(page, MANUAL);
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
