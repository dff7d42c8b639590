import { expect, expectCards, MANUAL, section, signIn, test } from './test';

test('says when the backend is gone, and works again when it is back', async ({
  page,
  portal,
}) => {
  // A start of the backend takes its time on a busy machine.
  test.setTimeout(300_000);
  await signIn(page);
  await expectCards(page, MANUAL);

  await portal.stopBackend();
  // As when somebody comes back to the window: the page asks for fresh numbers.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('unreachable');
  // No stale number stays.
  await expect(section(page, 'Active Users')).toHaveCount(0);
  await expect(page.getByText('63 / 110')).toHaveCount(0);

  await portal.restartBackend();
  await expectCards(page, MANUAL);
  await expect(alert).toHaveCount(0);
});

test('says when the browser is offline, and works again when it is not', async ({
  page,
  context,
}) => {
  await signIn(page);
  await expectCards(page, MANUAL);
  await context.setOffline(true);
  await expect(page.getByRole('alert')).toContainText('unreachable');
  await expect(page.getByText('63 / 110')).toHaveCount(0);
  await context.setOffline(false);
  await expectCards(page, MANUAL);
});

test('a dialog tells that an upload did not get through', async ({
  page,
  portal,
  context,
}) => {
  await signIn(page, '/license/licenses');
  await page.getByRole('button', { name: 'Upload License' }).click();
  const dialog = page.getByRole('dialog', { name: 'Upload License' });
  await dialog
    .getByLabel('License file')
    .setInputFiles(portal.sample('bigger.json'));
  await expect(dialog).toContainText('This file can be installed.');

  await context.setOffline(true);
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(dialog.getByRole('alert')).toContainText('did not answer');

  await context.setOffline(false);
  await dialog.getByRole('button', { name: 'Upload' }).click();
  await expect(
    page.getByText('The license LIC-SAMPLE-250 of Example Corp is installed.'),
  ).toBeVisible();
});
