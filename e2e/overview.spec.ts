import { expectColour } from './colours';
import { expect, expectCards, MANUAL, section, signIn, test } from './test';
import { asDay } from './dates';

test('shows the four cards of the product manual', async ({ page }) => {
  await signIn(page);
  await expect(section(page, 'Operating Mode')).toContainText('Licensed');
  const checkMark = section(page, 'Operating Mode').locator('svg');
  await expect(checkMark).toBeVisible();
  await expectColour(checkMark, 'color', 'green');
  await expectCards(page, MANUAL);
  await expect(section(page, 'Active Users')).toContainText(
    'Users in the catalog',
  );
});

test('lists the licenses that count, the one that ends first on top', async ({
  page,
  portal,
}) => {
  await signIn(page);
  const entries = section(page, 'Active Licenses').getByRole('listitem');
  await expect(entries).toHaveCount(2);

  const grace = portal.readSample('installed-10.json');
  await expect(entries.nth(0)).toContainText('NX');
  await expect(entries.nth(0)).toContainText('NX-••••-••••-••••-N9FD');
  await expect(entries.nth(0)).toContainText('10 users');
  await expect(entries.nth(0)).toContainText(asDay(grace.validUntil));
  await expectColour(
    entries.nth(0).getByText('grace_period', { exact: true }),
    'background-color',
    'amber',
  );

  const inForce = portal.readSample('installed-100.json');
  await expect(entries.nth(1)).toContainText('NX-••••-••••-••••-T3HC');
  await expect(entries.nth(1)).toContainText('100 users');
  await expect(entries.nth(1)).toContainText(asDay(inForce.validUntil));
  await expectColour(
    entries.nth(1).getByText('active', { exact: true }),
    'background-color',
    'green',
  );
});

test('never receives a whole license key', async ({ page, portal }) => {
  const bodies: Promise<string>[] = [];
  page.on('response', response => {
    if (response.url().includes('/api/license/')) {
      bodies.push(response.text().catch(() => ''));
    }
  });
  await signIn(page);
  await expectCards(page, MANUAL);
  await page.getByRole('tab', { name: 'Licenses' }).click();
  await expect(section(page, 'Licenses')).toContainText('LIC-SAMPLE-100');

  const received = (await Promise.all(bodies)).join();
  expect(received).toContain('NX-••••-••••-••••-T3HC');
  for (const file of ['installed-100.json', 'installed-10.json']) {
    expect(received).not.toContain(portal.readSample(file).licenseKey);
  }
});
