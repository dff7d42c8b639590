import { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { asDay, daysAfter } from './dates';
import { USERS } from './Portal';
import { expect, section, signIn, test } from './test';

const usersDialog = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Who is counted?' });

/** The rows of users, without the heading. */
const rowsOf = (dialog: Locator): Locator =>
  dialog.getByRole('table').locator('tbody').getByRole('row');

async function openUsers(page: Page): Promise<Locator> {
  await section(page, 'Active Users')
    .getByRole('link', { name: 'Who is counted?' })
    .click();
  const dialog = usersDialog(page);
  await expect(rowsOf(dialog)).toHaveCount(20);
  return dialog;
}

test('shows users against slots, and from when slots are too few', async ({
  page,
  portal,
}) => {
  await signIn(page);
  const chart = section(page, 'Users and slots');
  await expect(chart.getByRole('img')).toBeVisible();
  await expect(chart.locator('svg .recharts-line').first()).toBeVisible();

  const { validUntil } = portal.readSample('installed-100.json');
  const shortfall = asDay(daysAfter(validUntil, 31));
  await expect(chart).toContainText(
    `From ${shortfall} 100 slots become 0; 63 too few for the 63 users of today.`,
  );
  await expect(chart).toContainText(
    `Without grace periods the slots are enough until ${asDay(validUntil)}.`,
  );

  await chart.getByRole('button', { name: 'Show as table' }).click();
  const rows = chart.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toContainText('63');
  await expect(rows.nth(1)).toContainText('110');
  await expect(rows.last()).toContainText(`from ${shortfall}`);
  await expect(rows.last()).toContainText('63 too few');
});

test('tells who is counted, all of them', async ({ page }) => {
  await signIn(page);
  const dialog = await openUsers(page);
  await expect(dialog).toContainText(`${USERS} active users.`);
  await expect(dialog).toContainText('Users in the catalog');
  await expect(dialog).toContainText(`1–20 of ${USERS}`);
  await expect(rowsOf(dialog).first()).toContainText(
    'user:default/administrator',
  );

  const seen = new Set<string>();
  for (let index = 0; index < 4; index += 1) {
    await expect(dialog).toContainText(`${index * 20 + 1}–`);
    for (const text of await rowsOf(dialog).locator('bdi').allInnerTexts()) {
      if (text.startsWith('user:')) {
        seen.add(text);
      }
    }
    if (index < 3) {
      await dialog.getByRole('button', { name: 'Next page' }).click();
      await expect(dialog).toContainText(`${(index + 1) * 20 + 1}–`);
      await expect(dialog.getByRole('table')).toHaveAttribute(
        'aria-busy',
        'false',
      );
    }
  }
  expect(seen.size).toBe(USERS);
});

test('sorts and searches those who are counted', async ({ page }) => {
  await signIn(page);
  const dialog = await openUsers(page);
  await dialog.getByRole('button', { name: 'User', exact: true }).click();
  await expect(rowsOf(dialog).first()).toContainText('user:default/viewer');

  await dialog.getByLabel('Search').fill('VIEWER');
  await expect(rowsOf(dialog)).toHaveCount(1);
  await dialog.getByLabel('Search').fill('nobody has this');
  await expect(dialog).toContainText('Nobody matches');
  await dialog.getByRole('button', { name: 'Show all' }).click();
  await expect(rowsOf(dialog)).toHaveCount(20);
});

test('saves those who are counted as a CSV file', async ({ page }) => {
  await signIn(page);
  const dialog = await openUsers(page);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download CSV' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(
    /^active-users-\d{4}-\d\d-\d\d\.csv$/,
  );
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(1 + USERS);
  expect(lines.slice(1).filter(line => !line.startsWith('"user:'))).toEqual([]);
});

test('has an address of its own, and the Back of the browser closes it', async ({
  page,
}) => {
  await signIn(page);
  const dialog = await openUsers(page);
  await expect(page).toHaveURL(/\/license\/overview\?users/);
  await dialog.getByRole('tab', { name: 'Reclaim' }).click();
  await expect(page).toHaveURL(/\?users=reclaim/);
  await expect(dialog).toContainText('nothing is changed');

  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/license\/overview$/);

  await page.goto('/license/overview?users');
  await expect(rowsOf(dialog)).toHaveCount(20);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/license\/overview$/);
});

test('offers the viewer the number, and not who is counted', async ({
  page,
}) => {
  await signIn(page, '/license/overview', 'viewer');
  const card = section(page, 'Active Users');
  await expect(card).toContainText('63 / 110');
  await expect(section(page, 'Users and slots').getByRole('img')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Who is counted?' })).toHaveCount(
    0,
  );
});

test('warns on every tab when slots are too few', async ({ page, portal }) => {
  await portal.api('guest', 'DELETE', '/licenses/LIC-SAMPLE-100');
  await signIn(page);
  await expect(section(page, 'Users and slots')).toContainText(
    'Today 10 slots for 63 users: 53 too few.',
  );
  for (const tab of ['Overview', 'Licenses', 'Security']) {
    await page.getByRole('tab', { name: tab }).click();
    await expect(page.getByRole('alert')).toContainText(
      'Every slot is in use, and 53 users have none.',
    );
  }
});
