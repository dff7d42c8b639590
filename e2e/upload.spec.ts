import { writeFileSync } from 'node:fs';
import {
  chooseFile,
  expect,
  expectCards,
  licenseRow,
  section,
  test,
} from './test';

test('shows what a bigger license does, then installs it', async ({
  page,
  portal,
}) => {
  const { dialog, upload } = await chooseFile(
    page,
    portal.sample('bigger.json'),
  );
  await expect(dialog).toContainText('This file can be installed.');
  const effect = dialog.getByRole('row');
  await expect(effect.filter({ hasText: 'Active Users' })).toHaveText(
    /63 \/ 110.*63 \/ 260/,
  );
  await expect(effect.filter({ hasText: 'Utilization' })).toHaveText(
    /57 %.*24 %/,
  );
  await expect(effect.filter({ hasText: 'Remaining Slots' })).toHaveText(
    /47.*197/,
  );
  await expect(licenseRow(page, 'LIC-SAMPLE-250')).toHaveCount(0);

  await upload.click();
  await expect(
    page.getByText('The license LIC-SAMPLE-250 of Example Corp is installed.'),
  ).toBeVisible();
  await expect(licenseRow(page, 'LIC-SAMPLE-250')).toContainText('active');
  await expect(licenseRow(page, 'LIC-SAMPLE-100')).toContainText('superseded');

  await page.getByRole('tab', { name: 'Overview' }).click();
  await expectCards(page, {
    users: '63 / 260',
    utilization: '24 %',
    remaining: '197',
  });
});

test('adds the users of a trial', async ({ page, portal }) => {
  const { upload } = await chooseFile(page, portal.sample('trial.json'));
  await upload.click();
  await expect(licenseRow(page, 'LIC-SAMPLE-TRIAL')).toContainText('active');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(section(page, 'Operating Mode')).toContainText('Licensed');
  await expectCards(page, {
    users: '63 / 135',
    utilization: '46 %',
    remaining: '72',
  });
});

test('says that an installed license is installed already', async ({
  page,
  portal,
}) => {
  const { upload } = await chooseFile(
    page,
    portal.sample('installed-100.json'),
  );
  await upload.click();
  await expect(
    page.getByText(
      'The license LIC-SAMPLE-100 was installed already: nothing changed.',
    ),
  ).toBeVisible();
});

for (const { file, check, why } of [
  { file: 'edited-after-signing.json', check: 'signature', why: /changed/ },
  {
    file: 'other-deployment.json',
    check: 'instance',
    why: /bound to|deployment/,
  },
  { file: 'expired.json', check: 'period', why: /expired|ended/ },
  { file: 'not-json.json', check: 'format', why: /JSON/ },
]) {
  test(`refuses ${file}, and tells why and what to do`, async ({
    page,
    portal,
  }) => {
    writeFileSync(portal.sample('not-json.json'), 'Dear customer, …');
    const before = await (await portal.api('guest', 'GET', '/licenses')).json();

    const { dialog, upload } = await chooseFile(page, portal.sample(file));
    await expect(dialog).toContainText('This file cannot be installed.');
    const failed = dialog.getByRole('listitem').filter({ hasText: 'Failed' });
    await expect(failed).toHaveCount(1);
    await expect(failed.getByRole('code')).toHaveText(check);
    await expect(failed).toContainText(why);
    await expect(failed).toContainText('What to do:');
    await expect(upload).toBeDisabled();

    const after = await (await portal.api('guest', 'GET', '/licenses')).json();
    expect(after).toEqual(before);
  });
}

test('names both deployments when a license belongs to another one', async ({
  page,
  portal,
}) => {
  const { dialog } = await chooseFile(
    page,
    portal.sample('other-deployment.json'),
  );
  const failed = dialog.getByRole('listitem').filter({ hasText: 'Failed' });
  for (const file of ['other-deployment.json', 'installed-100.json']) {
    await expect(failed).toContainText(
      portal.readSample(file).productInstanceId,
    );
  }
});

test('refuses a file that is too large', async ({ page, portal }) => {
  const file = portal.sample('too-large.json');
  writeFileSync(file, ' '.repeat(64 * 1024 + 1));
  const { dialog, upload } = await chooseFile(page, file);
  await expect(dialog.getByRole('alert')).toHaveText(
    'The file is larger than 64 KiB, the most a license can have.',
  );
  await expect(upload).toBeDisabled();

  const response = await portal.api(
    'guest',
    'POST',
    '/licenses',
    ' '.repeat(64 * 1024 + 1),
  );
  expect(response.status).toBe(413);
});

test('refuses what is no .json file', async ({ page, portal }) => {
  const file = portal.sample('letter.txt');
  writeFileSync(file, 'Dear customer, …');
  const { dialog } = await chooseFile(page, file);
  await expect(dialog.getByRole('alert')).toHaveText(
    'Only a .json file can be a license.',
  );
});

test('forgets a chosen file on "Cancel"', async ({ page, portal }) => {
  const { dialog } = await chooseFile(page, portal.sample('bigger.json'));
  await expect(dialog).toContainText('This file can be installed.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  const licenses = await (await portal.api('guest', 'GET', '/licenses')).json();
  expect(licenses.totalItems).toBe(2);
});
