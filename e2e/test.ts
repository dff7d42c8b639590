import { expect, Locator, Page, test as base } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Person, Portal } from './Portal';

export { expect };

/** Tests on the running portal, each of which finds the licenses of its first start. */
export const test = base.extend<{ restored: void }, { portal: Portal }>({
  portal: [
    async ({}, use, { project }) => {
      mkdirSync(project.outputDir, { recursive: true });
      const portal = await Portal.start(join(project.outputDir, 'portal.log'));
      await use(portal);
      await portal.stop();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  baseURL: async ({ portal }, use) => use(portal.url),
  restored: [
    async ({ portal }, use) => {
      await portal.restore();
      await use();
    },
    { auto: true },
  ],
});

/** Opens a page of the portal and signs in there. */
export async function signIn(
  page: Page,
  path = '/license/overview',
  person: Person = 'guest',
): Promise<void> {
  if (person === 'outsider') {
    // No card is theirs: whoever chooses the viewer's gets the outsider's token.
    await page.route('**/api/auth/viewer/refresh**', (route, request) =>
      route.continue({
        url: request.url().replace('/auth/viewer/', '/auth/outsider/'),
      }),
    );
  }
  await page.goto(path);
  await page
    .getByRole('button', { name: person === 'guest' ? 'Enter' : 'Sign In' })
    .click();
  await expect(page.getByRole('button', { name: 'Sign Out' })).toBeVisible();
}

/** One of the cards of the Overview, or of the panels of the Security tab. */
export const section = (page: Page, name: string): Locator =>
  page.getByRole('region', { name, exact: true });

/** What stands beside a name in a panel. */
export const field = (panel: Locator, name: string): Locator =>
  panel.locator(`dt:text-is("${name}") + dd`);

/** The row of a license in the table of the Licenses tab. */
export const licenseRow = (page: Page, licenseId: string): Locator =>
  page
    .getByRole('row')
    .filter({ has: page.getByText(licenseId, { exact: true }) });

/** Opens the dialog for uploads on the Licenses tab, and chooses a file in it. */
export async function chooseFile(page: Page, file: string) {
  await signIn(page, '/license/licenses');
  await page.getByRole('button', { name: 'Upload License' }).click();
  const dialog = page.getByRole('dialog', { name: 'Upload License' });
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose file' }).click();
  await (await chooser).setFiles(file);
  return { dialog, upload: dialog.getByRole('button', { name: 'Upload' }) };
}

/** Checks the numbers of the four cards. */
export async function expectCards(
  page: Page,
  cards: { users: string; utilization: string; remaining: string },
): Promise<void> {
  const numbers = {
    'Active Users': cards.users,
    Utilization: cards.utilization,
    'Remaining Slots': cards.remaining,
  };
  for (const [card, number] of Object.entries(numbers)) {
    await expect(
      section(page, card).getByText(number, { exact: true }),
    ).toBeVisible();
  }
}

/** The numbers of the product manual. */
export const MANUAL = {
  users: '63 / 110',
  utilization: '57 %',
  remaining: '47',
};
