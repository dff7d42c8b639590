import { licenseDocumentSchema } from '@thetasecure/backstage-plugin-license-common';
import { licenseMembers } from './__testUtils__/licenses';
import {
  attempt,
  attemptAll,
  effectOf,
  refusal,
  Scene,
  useWorkspaces,
} from './__testUtils__/Workspace';

const BATCH = ['issue', '--key', 'signing-key.json', '--batch', 'orders.csv'];
const INTO = [...BATCH, '--out-dir', 'licenses'];
const HEADINGS = 'licenseId,product,maxUsers,customer.name,customer.email';
const GOOD = 'LIC-1,NX,10,Example Corp,it@example.com';

useWorkspaces();

const csv = (...lines: (string | string[])[]) => `${lines.flat().join('\n')}\n`;

describe('issue --batch names the rows that are bad, and writes nothing:', () => {
  const CASES: { what: string; lines: string[]; rows: RegExp[] }[] = [
    {
      what: 'by their number in a spreadsheet, all of them',
      lines: [
        GOOD,
        'LIC-2,NX,none,Example Corp,it@example.com',
        'LIC-3,NX,10,Example Corp,it@example.com',
        'LIC-4,NX,10,Example Corp,',
        'LIC-5,,10,Example Corp,it@example.com',
      ],
      rows: [
        /^Row 3: The member "maxUsers" must be a whole number .*\.$/,
        /^Row 5: The member "customer\.email" is missing\.$/,
        /^Row 6: The member "product" is missing\.$/,
      ],
    },
    {
      what: 'blank lines and rows of empty cells counted',
      lines: ['', GOOD, '', ',,,,', 'LIC-2,NX,0,Example Corp,a@example.com'],
      rows: [/^Row 6: The member "maxUsers" /],
    },
    {
      what: 'a cell with line breaks counted as one row',
      lines: [
        'LIC-1,NX,10,"Example\n\nCorp",it@example.com',
        'LIC-2,NX,0,Example Corp,it@example.com',
      ],
      rows: [
        /^Row 2: The member "customer\.name" must not hold control /,
        /^Row 3: The member "maxUsers" /,
      ],
    },
    {
      what: 'one id twice',
      lines: [GOOD, GOOD.replace('LIC-1', 'LIC-2'), GOOD],
      rows: [/^Row 4: its file would be that of row 2; .*\.$/],
    },
    {
      what: 'one id in capital and small letters, as some disks hold only one',
      lines: [GOOD, GOOD.replace('LIC-1', 'lic-1')],
      rows: [/^Row 3: its file would be that of row 2; .*\.$/],
    },
  ];
  const made = attemptAll(CASES, ({ lines }) => ({
    files: { 'orders.csv': csv(HEADINGS, lines) },
    args: INTO,
  }));

  it.each(CASES)('$what', one => {
    const told = made(one).stderr.split('\n');
    expect(told.filter(line => line.startsWith('Row '))).toEqual(
      one.rows.map(row => expect.stringMatching(row)),
    );
    expect(effectOf(made(one))).toEqual(
      refusal(/Nothing was written: \d+ of \d+ rows are bad; /),
    );
  });

  it('twenty at once, and how many more', async () => {
    const bad = 'LIC-1,NX,0,Example Corp,it@example.com';
    const many = await attempt({
      files: { 'orders.csv': csv(HEADINGS, Array(30).fill(bad)) },
      args: INTO,
    });
    expect(many.stderr.match(/^Row /gm)).toHaveLength(20);
    expect(many.stderr).toMatch(/^And 10 more\.$/m);
    expect(effectOf(many)).toEqual(refusal(/: 30 of 30 rows are bad; .*\.$/));
  });
});

describe('issue --batch refuses, and writes nothing, for', () => {
  const CASES: (Scene & { what: string; message: RegExp })[] = [
    ...[
      {
        what: 'a column that is not known',
        lines: ['product,seats', 'NX,1'],
        message: /^orders\.csv has a column "seats"; .* maxUsers.*\.$/,
      },
      {
        what: 'a column that is not known, naming all that are',
        lines: ['seats', '1'],
        // A member that is new in the format needs a column.
        message: new RegExp(
          [
            ...Object.keys(licenseDocumentSchema.shape),
            'customer.name',
            'customer.email',
            'term',
          ]
            .filter(name => name !== 'format' && name !== 'customer')
            .map(name => `(?=.* ${name.replace('.', '\\.')}[,.])`)
            .join(''),
        ),
      },
      {
        what: 'a column without a heading',
        lines: ['product,,maxUsers', 'NX,1,1'],
        message: /^orders\.csv has a column without a heading; .*\.$/,
      },
      {
        what: 'a column that is there twice',
        lines: ['product,maxUsers,product', 'NX,1,NY'],
        message: /^orders\.csv has the column product twice; .*\.$/,
      },
      {
        what: 'a row with more cells than headings',
        lines: [HEADINGS, GOOD, '', `${GOOD},more`],
        message: /^Row 4 of orders\.csv cannot be read as CSV: .*cells.*\.$/,
      },
      {
        what: 'a quotation mark without another one',
        lines: [HEADINGS, GOOD, 'LIC-2,NX,1,"Example Corp,it@example.com'],
        message:
          /^Row 3 of orders\.csv cannot be read as CSV: its quotation marks do not match; .*\.$/,
      },
      {
        what: 'headings without rows',
        lines: [HEADINGS, '', ',,,,'],
        message: /^orders\.csv has no row below its headings; .*\.$/,
      },
      {
        what: 'an empty file',
        lines: [],
        message: /^orders\.csv has no row below its headings; .*\.$/,
      },
    ].map(({ lines, ...one }) => ({
      ...one,
      files: { 'orders.csv': csv(...lines) },
      args: INTO,
    })),
    {
      what: 'another encoding than UTF-8',
      files: {
        'orders.csv': Buffer.from(
          csv(HEADINGS, GOOD.replace('Example', 'Ex\u00e4mple')),
          'latin1',
        ),
      },
      args: INTO,
      message: /^orders\.csv is not written in UTF-8; .*\.$/,
    },
    {
      what: 'a folder that is not empty',
      files: {
        'orders.csv': csv(HEADINGS, GOOD),
        'licenses/LIC-0.json': 'precious',
      },
      args: INTO,
      message: /^The folder licenses is not empty, .* --out-dir\.$/m,
    },
    {
      what: 'a dry run for a folder that is not empty',
      files: {
        'orders.csv': csv(HEADINGS, GOOD),
        'licenses/LIC-1.json': 'precious',
      },
      args: [...INTO, '--dry-run'],
      message: /^The folder licenses is not empty, .* --out-dir\.$/m,
    },
    {
      what: 'a file in place of the folder',
      files: { 'orders.csv': csv(HEADINGS, GOOD), licenses: 'precious' },
      args: INTO,
      message:
        /^The folder licenses cannot be used: a file is where a folder should be; .* --out-dir\.$/m,
    },
    {
      what: 'a public key, of which no row is guilty',
      files: { 'orders.csv': csv(HEADINGS, GOOD) },
      args: [
        ...['issue', '--key', 'public.json', '--batch', 'orders.csv'],
        ...['--out-dir', 'licenses'],
      ],
      prepare: workspace =>
        workspace.write({ 'public.json': workspace.keys.publicJwk }),
      message: /^The signing key vendor-1 is a public key; .*\.$/,
    },
    {
      what: 'no folder',
      files: { 'orders.csv': csv(HEADINGS, GOOD) },
      args: BATCH,
      message: /^A batch needs a folder for its licenses; .* --out-dir\.$/,
    },
    {
      what: 'orders and members from one standard input',
      input: JSON.stringify(licenseMembers()),
      args: [
        ...['issue', '-', '--key', 'signing-key.json', '--batch', '-'],
        ...['--out-dir', 'licenses'],
      ],
      message: /^Only one thing can come from the standard input; .*\.$/,
    },
  ];
  const made = attemptAll(CASES, one => one);

  it.each(CASES)('$what', one => {
    expect(effectOf(made(one))).toEqual(refusal(one.message));
  });
});
