import { join, resolve } from 'node:path';
import { expect, licenseRow, section, signIn, test } from './test';

test.use({ timezoneId: 'UTC' });

const WIDTH = 1280;

/** Pictures for the README, which are replaced only on request: `UPDATE_IMAGES=1 npm run test:e2e`. */
for (const { tab, shown, height } of [
  { tab: 'overview', shown: 'Users and slots', height: 1110 },
  { tab: 'licenses', shown: 'Licenses', height: 720 },
  { tab: 'security', shown: 'Validation Scheduler', height: 720 },
]) {
  test(`takes a picture of ${tab}`, async ({ page }, testInfo) => {
    await page.setViewportSize({ width: WIDTH, height });
    await signIn(page, `/license/${tab}`);
    await expect(section(page, shown)).toBeVisible();
    if (tab === 'licenses') {
      await expect(licenseRow(page, 'LIC-SAMPLE-100')).toBeVisible();
    }
    const folder = process.env.UPDATE_IMAGES
      ? resolve(__dirname, '../docs/images')
      : testInfo.outputDir;
    const picture = await page.screenshot({
      path: join(folder, `${tab}.png`),
      animations: 'disabled',
    });
    // Width and height stand in a PNG's first chunk.
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([
      WIDTH,
      height,
    ]);
  });
}
