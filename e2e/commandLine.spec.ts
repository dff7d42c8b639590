import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { chooseFile, expect, expectCards, licenseRow, test } from './test';

const DAY = 24 * 60 * 60 * 1000;

const PROGRAM = resolve(
  __dirname,
  '../plugins/cli-module-license/bin/thetasecure-license',
);

/** What a vendor types. */
function run(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.any(String) });
}

test('takes a license that was renewed on the command line, in place of the old one', async ({
  page,
  portal,
}) => {
  const yesterday = new Date(Date.now() - DAY).toISOString().slice(0, 10);
  const renewal = test.info().outputPath('renewal.json');
  run(
    ...['issue', '--key', join(portal.folder, 'signing-key.json')],
    ...['--renew', portal.sample('installed-100.json')],
    ...['--license-id', 'LIC-RENEWED', '--max-users', '150'],
    ...['--valid-from', yesterday, '--out', renewal],
  );

  const { upload } = await chooseFile(page, renewal);
  await upload.click();
  await expect(licenseRow(page, 'LIC-RENEWED')).toContainText('active');
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toContainText('superseded');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expectCards(page, {
    users: '63 / 160',
    utilization: '39 %',
    remaining: '97',
  });
});
