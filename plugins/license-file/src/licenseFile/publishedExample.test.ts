import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJwks } from '../keys/parseJwks';
import { TrustedKeys } from '../keys/TrustedKeys';
import { checkLicenseFile } from './checkLicenseFile';

const readme = readFileSync(join(__dirname, '../../../../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```json\n([^]*?)^```$/gm)].map(
  ([, text]) => text,
);
const find = (member: string) => blocks.find(text => text.includes(member))!;

describe('the example of the README', () => {
  it('verifies with the key that is published beside it', async () => {
    const keys = await TrustedKeys.create(
      parseJwks(Buffer.from(find('"keys"')), 'README.md'),
    );
    const { checks, verified } = await checkLicenseFile(
      Buffer.from(find('"licenseId"')),
      keys,
    );
    expect(checks.map(({ code, status }) => [code, status])).toEqual([
      ['format', 'pass'],
      ['key', 'pass'],
      ['signature', 'pass'],
    ]);
    expect(verified?.document.maxUsers).toBe(100);
  });
});
