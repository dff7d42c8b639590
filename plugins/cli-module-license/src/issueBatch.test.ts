import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runShellLine } from './__testUtils__/runCommand';
import {
  attempt,
  Attempt,
  attemptAll,
  effectOf,
  Scene,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

const INTO = [
  ...['issue', '--key', 'signing-key.json', '--batch', 'orders.csv'],
  ...['--out-dir', 'licenses'],
];
const HEADINGS = 'licenseId,product,maxUsers,customer.name,customer.email';
const GOOD = 'LIC-1,NX,10,Example Corp,it@example.com';

useWorkspaces();

const csv = (...lines: (string | string[])[]) => `${lines.flat().join('\n')}\n`;

/** The licenses of a folder by the name of their file, each one that a portal takes. */
async function licensesIn({ workspace, after }: Attempt, folder = 'licenses') {
  const names = Object.keys(after).filter(name =>
    name.startsWith(`${folder}/`),
  );
  const licenses = await Promise.all(
    names
      .filter(name => !name.endsWith('/'))
      .map(async name => {
        const { verified } = await workspace.check(await workspace.read(name));
        return [name.slice(folder.length + 1), verified?.document] as const;
      }),
  );
  return Object.fromEntries(licenses);
}

describe('issue --batch', () => {
  it('writes a license for each row, under its id, for nobody else to read', async () => {
    const made = await attempt({
      files: {
        'orders.csv': csv(
          'licenseId,licenseKey,product,type,productInstanceId,customer.name,customer.email,maxUsers,validFrom,validUntil,term,timeZone,gracePeriodDays,features,supersedes,issuer,issuedAt',
          'LIC-1,NX-7Q4M-2KXD-9PWA-T3HC,NX,subscription,portal-1,"Example, Corp",it@example.com,10,2100-01-01,2100-06-30,,Europe/Berlin,30,sso audit;scim,LIC-A LIC-B,Example,2026-01-15T09:00:00Z',
          'LIC-2,,NY,trial,, Example Corp ,it@example.com,20,2100-01-01,,P2M,,,,,,',
          'LIC-3,,NX,trial,,Example Corp,it@example.com,30,2100-01-01,,,,,,,,',
        ),
      },
      args: INTO,
    });
    expect(made.code).toBe(0);
    expect(made.stdout).toBe('');
    expect(await licensesIn(made)).toEqual({
      'LIC-1.json': expect.objectContaining({
        licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
        product: 'NX',
        type: 'subscription',
        productInstanceId: 'portal-1',
        customer: { name: 'Example, Corp', email: 'it@example.com' },
        maxUsers: 10,
        validFrom: '2100-01-01',
        validUntil: '2100-06-30',
        timeZone: 'Europe/Berlin',
        gracePeriodDays: 30,
        features: ['sso', 'audit', 'scim'],
        supersedes: ['LIC-A', 'LIC-B'],
        issuer: 'Example',
        issuedAt: '2026-01-15T09:00:00Z',
      }),
      'LIC-2.json': expect.objectContaining({
        product: 'NY',
        customer: { name: 'Example Corp', email: 'it@example.com' },
        validUntil: '2100-02-28',
      }),
      'LIC-3.json': expect.objectContaining({
        type: 'trial',
        maxUsers: 30,
        validUntil: '2100-01-30',
      }),
    });
    expect(await made.workspace.modeOf('licenses/LIC-1.json')).toBe('600');
    expect(made.stderr).toMatch(/^3 of 3 rows$/m);
    expect(made.stderr).toMatch(/^Licenses written to licenses: 3\.$/m);
  });

  it('takes for every row what options and a file say, unless the row says otherwise', async () => {
    const made = await attempt({
      files: {
        'members.json': {
          product: 'NX',
          customer: { name: 'Example Corp', email: 'it@example.com' },
          features: ['sso'],
        },
        'orders.csv': csv(
          'licenseId,maxUsers,customer.email,features,validUntil,term',
          'LIC-1,,,,,',
          'LIC-2,7,ops@example.com,audit,,P1M',
          'LIC-3,,,,2100-12-31,',
        ),
      },
      args: [
        ...[...INTO, 'members.json', '--max-users', '5'],
        ...['--valid-from', '2100-01-01', '--term', 'P1W'],
      ],
    });
    expect(await licensesIn(made)).toEqual({
      'LIC-1.json': expect.objectContaining({
        maxUsers: 5,
        customer: { name: 'Example Corp', email: 'it@example.com' },
        features: ['sso'],
        validUntil: '2100-01-07',
      }),
      'LIC-2.json': expect.objectContaining({
        maxUsers: 7,
        customer: { name: 'Example Corp', email: 'ops@example.com' },
        features: ['audit'],
        validUntil: '2100-01-31',
      }),
      'LIC-3.json': expect.objectContaining({ validUntil: '2100-12-31' }),
    });
  });

  it('takes the term of a row, even if all others end on one day', async () => {
    const made = await attempt({
      files: { 'orders.csv': csv(`${HEADINGS},term`, `${GOOD},P1M`) },
      args: [
        ...[...INTO, '--valid-from', '2100-01-01'],
        ...['--valid-until', '2100-12-31'],
      ],
    });
    expect(await licensesIn(made)).toEqual({
      'LIC-1.json': expect.objectContaining({ validUntil: '2100-01-31' }),
    });
  });

  it('gives each license an id and a key if none are named', async () => {
    const made = await attempt({
      files: { 'orders.csv': csv('maxUsers', Array(20).fill('1')) },
      args: [
        ...[...INTO, '--product', 'NX', '--customer-name', 'Example Corp'],
        ...['--customer-email', 'it@example.com'],
      ],
    });
    const licenses = Object.values(await licensesIn(made));
    expect(new Set(licenses.map(license => license?.licenseId)).size).toBe(20);
    expect(new Set(licenses.map(license => license?.licenseKey)).size).toBe(20);
  });

  describe('reads', () => {
    const CASES: (Pick<Scene, 'input'> & {
      what: string;
      content: string | Uint8Array;
      path?: string;
    })[] = [
      {
        what: 'what spreadsheets write: a mark of the encoding, semicolons in many languages, line ends of Windows',
        content: `\uFEFF${csv(HEADINGS, GOOD)}`
          .replace(/,/g, ';')
          .replace(/\n/g, '\r\n'),
      },
      {
        what: 'blank lines, and rows of empty cells',
        content: csv('', HEADINGS, '', ',,,,', '   ', GOOD, '', ',,,,'),
      },
      {
        what: 'quoted cells, and a last line without an end',
        content: `${HEADINGS}\n${GOOD}`.replace(/[^,\n]+/g, '"$&"'),
      },
      {
        what: 'the standard input',
        content: '',
        path: '-',
        input: csv(HEADINGS, GOOD),
      },
    ];
    const made = attemptAll(
      CASES,
      ({ content, path = 'orders.csv', input }) => ({
        files: { 'orders.csv': content },
        input,
        args: [
          ...['issue', '--key', 'signing-key.json', '--batch', path],
          ...['--out-dir', 'licenses'],
        ],
      }),
    );

    it.each(CASES)('$what', async one => {
      expect(made(one).code).toBe(0);
      expect(await licensesIn(made(one))).toEqual({
        'LIC-1.json': expect.objectContaining({
          customer: { name: 'Example Corp', email: 'it@example.com' },
          maxUsers: 10,
        }),
      });
    });
  });

  it('writes into a folder that is there and empty, and leaves nothing beside it', async () => {
    const made = await attempt({
      files: { 'orders.csv': csv(HEADINGS, GOOD) },
      prepare: async ({ folder }) => {
        await mkdir(join(folder, 'licenses'));
      },
      args: INTO,
    });
    expect(effectOf(made).changed).toEqual(['licenses/LIC-1.json']);
  });

  it('leaves nothing when it is interrupted while it writes', async () => {
    const rows = Array.from({ length: 400 }, (_, at) =>
      GOOD.replace('LIC-1', `LIC-${at}`),
    );
    const workspace = await Workspace.create({
      'orders.csv': csv(HEADINGS, rows),
    });
    const before = await workspace.contents();
    // As soon as it writes, which it does beside the folder that is meant.
    const { stdout } = await runShellLine(
      `exec 3>&2; "$node" "$program" ${INTO.join(' ')} & program=$!
       until ls -d licenses.*.tmp; do kill -0 $program || exit 9; done
       kill -INT $program; wait $program; echo "ended with $?"`,
      { cwd: workspace.folder },
    );
    expect(stdout).toMatch(/^licenses\.[^\n]+\.tmp\nended with 130$/m);
    expect(await workspace.contents()).toEqual(before);
  });

  it.each([
    { what: 'with a key', args: [...INTO, '--dry-run'] },
    {
      what: 'without a key and a folder',
      args: ['issue', '--batch', 'orders.csv', '--dry-run'],
    },
  ])('writes nothing in a dry run $what', async ({ args }) => {
    const made = await attempt({
      files: { 'orders.csv': csv(HEADINGS, GOOD) },
      args,
    });
    expect(made.code).toBe(0);
    expect(made.stderr).toContain('Nothing was written.');
    expect(made.after).toEqual(made.before);
  });
});
