import { Page } from '@playwright/test';
import { StoredLicenses } from './StoredLicenses';
import { expect, licenseRow, section, signIn, test } from './test';

/** What axe-core finds wrong with the page as it is now, shadows of transitions aside. */
async function findViolations(page: Page): Promise<unknown[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ effect, playState }) =>
          playState !== 'running' ||
          effect?.getComputedTiming().iterations === Infinity,
      ),
  );
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(): Promise<{
          violations: {
            id: string;
            help: string;
            nodes: { target: unknown; failureSummary?: string }[];
          }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ target, failureSummary }) => ({
        target,
        failureSummary,
      })),
    }));
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test.beforeEach(async ({ page }) => {
      await signIn(page, '/license/licenses');
      await expect(page.locator('body')).toHaveAttribute(
        'data-theme-mode',
        colorScheme,
      );
    });

    test('the sign-in page has no violations', async ({ page }) => {
      await page.getByRole('button', { name: 'Sign Out' }).click();
      await expect(page.getByRole('button', { name: 'Enter' })).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });

    test('the Overview tab has no violations', async ({ page }) => {
      await page.getByRole('tab', { name: 'Overview' }).click();
      await expect(section(page, 'Active Licenses')).toBeVisible();
      const chart = section(page, 'Users and slots');
      await expect(chart.getByRole('img')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);

      await chart.getByRole('button', { name: 'Show as table' }).click();
      await expect(chart.getByRole('table')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });

    test('the Overview tab with warnings has no violations', async ({
      page,
      portal,
    }) => {
      await portal.api('guest', 'DELETE', '/licenses/LIC-SAMPLE-100');
      await page.getByRole('tab', { name: 'Overview' }).click();
      await expect(page.getByRole('alert')).toContainText('Every slot');
      await expect(
        section(page, 'Users and slots').getByRole('img'),
      ).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });

    test('the dialog of those who are counted has no violations', async ({
      page,
    }) => {
      await page.getByRole('tab', { name: 'Overview' }).click();
      await page.getByRole('link', { name: 'Who is counted?' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByRole('table')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);

      await dialog.getByRole('tab', { name: 'Reclaim' }).click();
      await expect(dialog).toContainText('nothing is changed');
      await expect(dialog.getByText('Loading')).toHaveCount(0);
      expect(await findViolations(page)).toEqual([]);
    });

    test('the Licenses tab has no violations', async ({ page }) => {
      await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });

    test('the Security tab has no violations', async ({ page }) => {
      await page.getByRole('tab', { name: 'Security' }).click();
      await page.getByRole('button', { name: 'Force Validation Now' }).click();
      await expect(
        page.getByText('Validation triggered successfully.'),
      ).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });

    test('the Security tab with an alarm has no violations', async ({
      page,
      portal,
    }) => {
      new StoredLicenses(portal).remove('LIC-SAMPLE-10');
      await page.getByRole('tab', { name: 'Security' }).click();
      await page.getByRole('button', { name: 'Run Integrity Scan' }).click();
      await expect(section(page, 'Open security events')).toBeVisible();
      await expect(page.getByRole('alert')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);

      await page.getByRole('button', { name: 'Acknowledge' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
    });

    test('the upload dialog has no violations', async ({ page, portal }) => {
      await page.getByRole('button', { name: 'Upload License' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog).toBeVisible();
      expect(await findViolations(page)).toEqual([]);

      const input = dialog.getByLabel('License file');
      await input.setInputFiles(portal.sample('bigger.json'));
      await expect(dialog).toContainText('This file can be installed.');
      expect(await findViolations(page)).toEqual([]);

      await input.setInputFiles(portal.sample('expired.json'));
      await expect(dialog).toContainText('This file cannot be installed.');
      expect(await findViolations(page)).toEqual([]);
    });

    test('the delete dialog has no violations', async ({ page }) => {
      await licenseRow(page, 'LIC-SAMPLE-10')
        .getByRole('button', { name: 'Delete' })
        .click();
      await expect(page.getByRole('dialog')).toContainText('63 / 100');
      expect(await findViolations(page)).toEqual([]);
    });

    test('the checks of a license have no violations', async ({ page }) => {
      await licenseRow(page, 'LIC-SAMPLE-10').getByText('Example Corp').click();
      await expect(page.getByRole('dialog')).toContainText('signature');
      expect(await findViolations(page)).toEqual([]);
    });
  });
}

test('a license can be uploaded with the keyboard alone', async ({
  page,
  portal,
}) => {
  await signIn(page, '/license/licenses');
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();
  const tabTo = async (name: string) => {
    const target = page.getByRole('button', { name, exact: true });
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      if (await target.evaluate(it => it === document.activeElement)) {
        return;
      }
    }
    throw new Error(`The keyboard does not get to "${name}"`);
  };

  await tabTo('Upload License');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Upload License' });
  await expect(dialog).toBeVisible();

  await tabTo('Choose file');
  await expect(async () => {
    // A headless browser now and then opens no chooser at the first press of the key.
    const chooser = page.waitForEvent('filechooser', { timeout: 5_000 });
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(portal.sample('trial.json'));
  }).toPass();
  await expect(dialog).toContainText('This file can be installed.');

  await tabTo('Upload');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(licenseRow(page, 'LIC-SAMPLE-TRIAL')).toContainText('active');
  // The focus is back where the dialog was opened.
  await expect(
    page.getByRole('button', { name: 'Upload License' }),
  ).toBeFocused();
});

test('"Escape" closes a dialog', async ({ page }) => {
  await signIn(page, '/license/licenses');
  await page.getByRole('button', { name: 'Upload License' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test.describe('800 pixels wide', () => {
  test.use({ viewport: { width: 800, height: 700 } });

  for (const { tab, shown } of [
    { tab: 'overview', shown: 'Users and slots' },
    { tab: 'licenses', shown: 'Licenses' },
    { tab: 'security', shown: 'Validation Scheduler' },
  ]) {
    test(`nothing of ${tab} is cut off`, async ({ page }) => {
      await signIn(page, `/license/${tab}`);
      await expect(section(page, shown)).toBeVisible();
      await expect(page.getByText('Loading')).toHaveCount(0);
      const cutOff = await page.evaluate(() =>
        [document.documentElement, ...document.body.querySelectorAll('*')]
          .filter(
            element =>
              element.scrollWidth > element.clientWidth + 1 &&
              getComputedStyle(element).overflowX !== 'visible' &&
              // Boxes of one pixel hold what is for screen readers only.
              element.clientWidth > 1,
          )
          .map(
            element => element.getAttribute('aria-label') ?? element.tagName,
          ),
      );
      // The table alone may be scrolled sideways, which the keyboard can as well.
      expect(cutOff.filter(name => name !== 'Licenses')).toEqual([]);
    });
  }

  test('no heading of the table is broken inside a word', async ({ page }) => {
    await signIn(page, '/license/licenses');
    await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();
    const headings = await page.getByRole('columnheader').all();
    expect(headings).toHaveLength(6);
    for (const heading of headings) {
      const { text, lines } = await heading.evaluate(element => {
        const range = document.createRange();
        range.selectNode(
          document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()!,
        );
        const bottoms = [...range.getClientRects()].map(({ bottom }) => bottom);
        return { text: range.toString(), lines: new Set(bottoms).size };
      });
      expect(lines, text).toBeLessThanOrEqual(text.split(' ').length);
    }
  });
});
