import { expect, expectCards, MANUAL, section, signIn, test } from './test';

test('lets one choose between the administrator and the viewer', async ({
  page,
}) => {
  await page.goto('/');
  await expect(
    page.getByRole('heading', { name: 'Administrator' }),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Viewer' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enter' })).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Sign In' })).toHaveCount(1);
});

test('shows the page behind "License" in the sidebar', async ({ page }) => {
  await signIn(page, '/somewhere-else');
  await page
    .getByTestId('sidebar-root')
    .getByRole('link', { name: 'License' })
    .click();
  await expect(page).toHaveURL(/\/license\/overview$/);
  await expectCards(page, MANUAL);
});

for (const { path, region } of [
  { path: '/license/overview', region: 'Operating Mode' },
  { path: '/license/licenses', region: 'Licenses' },
  { path: '/license/security', region: 'Integrity Status' },
]) {
  test(`leads from a link to ${path} there, past signing in`, async ({
    page,
  }) => {
    await signIn(page, path);
    await expect(section(page, region)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${path}$`));

    await page.reload();
    await expect(section(page, region)).toBeVisible();
  });
}

test('switches between the tabs', async ({ page }) => {
  await signIn(page);
  await page.getByRole('tab', { name: 'Licenses' }).click();
  await expect(page).toHaveURL(/\/license\/licenses$/);
  await expect(section(page, 'Licenses')).toBeVisible();

  await page.getByRole('tab', { name: 'Security' }).click();
  await expect(page).toHaveURL(/\/license\/security$/);
  await expect(section(page, 'Validation Scheduler')).toBeVisible();

  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page).toHaveURL(/\/license\/overview$/);
  await expectCards(page, MANUAL);
});

test('asks again who one is after signing out', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Sign Out' }).click();
  await expect(page.getByRole('button', { name: 'Enter' })).toBeVisible();
});
