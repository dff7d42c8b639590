import { asDay } from './dates';
import {
  expect,
  expectCards,
  licenseRow,
  MANUAL,
  section,
  signIn,
  test,
} from './test';

test('has the columns of the product manual', async ({ page, portal }) => {
  await signIn(page, '/license/licenses');
  const table = section(page, 'Licenses').getByRole('table');
  await expect(table.getByRole('columnheader')).toHaveText([
    'License',
    'Customer',
    'Max Users',
    'Valid Period',
    'Status',
    'Actions',
  ]);

  for (const [file, status] of [
    ['installed-100.json', 'active'],
    ['installed-10.json', 'grace_period'],
  ]) {
    const license = portal.readSample(file);
    const cells = licenseRow(page, license.licenseId).getByRole('cell');
    await expect(cells.nth(0)).toContainText(license.licenseId);
    await expect(cells.nth(0)).toContainText(license.productInstanceId);
    await expect(cells.nth(1)).toContainText('Example Corp');
    await expect(cells.nth(1)).toContainText('it@example.com');
    await expect(cells.nth(2)).toHaveText(String(license.maxUsers));
    await expect(cells.nth(3)).toHaveText(
      `${asDay(license.validFrom)} - ${asDay(license.validUntil)}`,
    );
    await expect(cells.nth(4)).toHaveText(status);
    await expect(cells.nth(5)).toHaveText('Delete');
  }
});

test('opens the checks of a license from its row', async ({ page }) => {
  await signIn(page, '/license/licenses');
  await licenseRow(page, 'LIC-SAMPLE-10').getByText('Example Corp').click();
  const dialog = page.getByRole('dialog', { name: 'License LIC-SAMPLE-10' });
  await expect(
    dialog.getByRole('listitem').filter({ hasText: 'signature' }),
  ).toContainText('Passed');
  await expect(
    dialog.getByRole('listitem').filter({ hasText: 'period' }),
  ).toContainText('Warning');
  await expect(dialog).toContainText('NX-••••-••••-••••-N9FD');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

test('finds licenses by a search and by their status', async ({ page }) => {
  await signIn(page, '/license/licenses');
  const rows = section(page, 'Licenses').getByRole('row');
  await expect(rows).toHaveCount(3);
  await page.getByLabel('Search').fill('sample-100');
  await expect(rows).toHaveCount(2);
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();

  await page.getByLabel('Search').fill('');
  await page.getByLabel('Status').selectOption('grace_period');
  await expect(rows).toHaveCount(2);
  await expect(licenseRow(page, 'LIC-SAMPLE-10')).toBeVisible();

  await page.getByLabel('Search').fill('nobody has this');
  await expect(page.getByText('No license matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(rows).toHaveCount(3);
});

test('deletes a license once that is confirmed', async ({ page }) => {
  await signIn(page, '/license/licenses');
  const row = licenseRow(page, 'LIC-SAMPLE-10');
  const dialog = page.getByRole('dialog', { name: 'Delete License' });
  const openDialog = () => row.getByRole('button', { name: 'Delete' }).click();

  await openDialog();
  await expect(dialog).toContainText('LIC-SAMPLE-10');
  await expect(
    dialog.getByRole('row').filter({ hasText: 'Active Users' }),
  ).toHaveText(/63 \/ 110.*63 \/ 100/);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toBeVisible();

  await openDialog();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(
    page.getByText('The license LIC-SAMPLE-10 was deleted.'),
  ).toBeVisible();
  await expect(row).toBeHidden();

  await page.getByRole('tab', { name: 'Overview' }).click();
  await expectCards(page, {
    users: '63 / 100',
    utilization: '63 %',
    remaining: '37',
  });
});

test('explains what to do when no license is left', async ({
  page,
  portal,
}) => {
  for (const id of ['LIC-SAMPLE-100', 'LIC-SAMPLE-10']) {
    await portal.api('guest', 'DELETE', `/licenses/${id}`);
  }
  await signIn(page, '/license/licenses');
  await expect(page.getByText('No license is installed')).toBeVisible();

  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(section(page, 'Operating Mode')).toContainText('Limited');
  await expectCards(page, {
    users: '63 / 0',
    utilization: '–',
    remaining: '0',
  });
  await expect(section(page, 'Getting started')).toContainText(
    portal.readSample('installed-100.json').productInstanceId,
  );
});

test('"Refresh" re-validates everything and shows what changed meanwhile', async ({
  page,
  portal,
}) => {
  await signIn(page, '/license/licenses');
  const refresh = page.getByRole('button', { name: 'Refresh' });
  await refresh.click();
  await expect(
    page.getByText('2 licenses were checked, nothing changed.'),
  ).toBeVisible();

  await portal.api('guest', 'DELETE', '/licenses/LIC-SAMPLE-10');
  await refresh.click();
  await expect(licenseRow(page, 'LIC-SAMPLE-10')).toBeHidden();
  await expect(
    page.getByText('1 license was checked, nothing changed.'),
  ).toBeVisible();
});

test('shows the cards of the manual again once all is restored', async ({
  page,
}) => {
  await signIn(page);
  await expectCards(page, MANUAL);
});
