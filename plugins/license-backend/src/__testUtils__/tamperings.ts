import { Knex } from 'knex';
import { sha256 } from '../ledger/Sealer';
import { chainAnew } from './databaseCopies';
import { WatchedPortal } from './WatchedPortal';

/** What a case has to work with: two licenses, one of them replaced once, and one that was deleted. */
export interface Files {
  a: string;
  /** A version of A issued later, that is not installed. */
  laterA: string;
  b: string;
  formerB: string;
  deleted: string;
  /** Not installed yet. */
  stranger: string;
  next: string;
}

/** A change behind the API, and what follows from it. */
export interface Tampering {
  name: string;
  type: string;
  /** `*`: the name of the document that was put in. */
  subject: string;
  change: (knex: Knex, files: Files) => Promise<unknown>;
  /** What counts once a scan has found it; 200 is everything. */
  capacity: number;
  /** What brings everything back, through the front door. */
  repair?: (portal: WatchedPortal, files: Files) => Promise<unknown>;
  /** What counts after an acknowledgement without repair; absent: it cannot be accepted. */
  accepted?: number;
}

const document = (knex: Knex, file: string) =>
  knex('license_documents').where({ digest: sha256(file) });
const write = (file: string, text: string, name = sha256(file)) => ({
  change: (knex: Knex) =>
    document(knex, file).update({ document: text, digest: name }),
});
const put = (knex: Knex, text: string, name = sha256(text)) =>
  knex('license_documents').insert({ digest: name, document: text });
const uploadAgain =
  (file: 'a' | 'b') => async (portal: WatchedPortal, files: Files) =>
    portal.upload(files[file], 200);
const removeEvent = async (portal: WatchedPortal) => {
  const [{ subject }] = await portal.events();
  await portal.delete(encodeURIComponent(subject));
};

const entry = (knex: Knex, sequence: number) =>
  knex('license_ledger').where({ sequence });

const LARGEST = '9223372036854775807';

/** Each kind of change that can be made to documents and the ledger. */
export const TAMPERINGS: Tampering[] = [
  ...(
    [
      [
        'a fact changed in a document',
        ({ a }) => a.replace('"maxUsers": 100', '"maxUsers": 900'),
      ],
      ['a document made unreadable', () => ''],
      [
        'only the key id changed in a document',
        ({ a }) => {
          const { signature } = JSON.parse(a);
          const [header, , value] = signature.split('.');
          const { alg } = JSON.parse(
            Buffer.from(header, 'base64url').toString(),
          );
          const other = Buffer.from(JSON.stringify({ alg, kid: 'other' }));
          return a.replace(
            signature,
            `${other.toString('base64url')}..${value}`,
          );
        },
      ],
      ['the genuine document of another license', ({ b }) => `${b} `],
    ] as [string, (files: Files) => string][]
  ).map(
    ([name, text]): Tampering => ({
      name,
      type: 'document_edited',
      subject: 'license:LIC-A',
      change: (knex, files) => write(files.a, text(files)).change(knex),
      capacity: 100,
      repair: uploadAgain('a'),
    }),
  ),
  ...(
    [
      ['a genuine later version in place of a document', 'laterA', 400],
      ['other bytes that say the same', 'a', 200],
    ] as const
  ).map(
    ([name, file, accepted]): Tampering => ({
      name,
      type: 'document_edited',
      subject: 'license:LIC-A',
      change: (knex, files) =>
        write(files.a, JSON.stringify(JSON.parse(files[file]))).change(knex),
      capacity: 100,
      repair: uploadAgain('a'),
      accepted,
    }),
  ),
  {
    name: 'an older version put back under its own name',
    type: 'document_edited',
    subject: 'license:LIC-B',
    change: (knex, { b, formerB }) =>
      write(b, formerB, sha256(formerB)).change(knex),
    capacity: 100,
    repair: uploadAgain('b'),
    accepted: 150,
  },
  {
    name: 'a document under another name',
    type: 'document_edited',
    subject: 'license:LIC-A',
    change: (knex, { a }) => write(a, a, 'somewhere-else').change(knex),
    capacity: 100,
    repair: uploadAgain('a'),
    accepted: 200,
  },
  {
    name: 'a genuine license put in',
    type: 'document_unknown',
    subject: 'document:*',
    change: (knex, { stranger }) => put(knex, stranger),
    capacity: 200,
    repair: removeEvent,
    accepted: 300,
  },
  {
    name: 'a deleted license put back',
    type: 'document_unknown',
    subject: 'document:*',
    change: (knex, { deleted }) => put(knex, deleted),
    capacity: 200,
    repair: async portal => portal.delete('LIC-D'),
    accepted: 300,
  },
  ...['.', '..', '', '%', 'a/b', LARGEST].map(
    (name): Tampering => ({
      name: `something put in as ${JSON.stringify(name)}`,
      type: 'document_unknown',
      subject: `document:${name}`,
      change: knex => put(knex, 'nothing', name),
      capacity: 200,
      repair: removeEvent,
    }),
  ),
  {
    name: 'a document taken out',
    type: 'document_missing',
    subject: 'license:LIC-A',
    change: (knex, { a }) => document(knex, a).delete(),
    capacity: 100,
    repair: uploadAgain('a'),
    accepted: 100,
  },
  ...(
    [
      [
        'an edited entry',
        200,
        knex => entry(knex, 2).update({ content: '{}' }),
      ],
      [
        'another time of an entry',
        200,
        knex =>
          entry(knex, 2).update({ recorded_at: '2026-01-01T00:00:00.000Z' }),
      ],
      [
        'a date of an entry that is none',
        200,
        knex => entry(knex, 2).update({ recorded_at: 'garbage' }),
      ],
      [
        'an edited entry whose digest does not fit',
        200,
        async knex => {
          const [edited] = await entry(knex, 2);
          const content = edited.content.replace('kid', 'kit');
          await entry(knex, 2).update({ content, digest: 'f'.repeat(64) });
        },
      ],
      [
        'a seal taken off',
        200,
        knex => entry(knex, 2).update({ seal: null, key_id: null }),
      ],
      [
        'a seal of nobody knows whom',
        200,
        knex => entry(knex, 2).update({ key_id: '0123456789abcdef' }),
      ],
      ['an entry cut out', 200, knex => entry(knex, 2).delete()],
      [
        'two entries exchanged',
        200,
        async knex => {
          await entry(knex, 6).update({ sequence: 1003 });
          await entry(knex, 7).update({ sequence: 6 });
          await entry(knex, 1003).update({ sequence: 7 });
        },
      ],
      [
        'an entry put in at the end',
        200,
        async knex => {
          const [last] = await knex('license_ledger')
            .orderBy('sequence', 'desc')
            .limit(1);
          await knex('license_ledger').insert({
            ...last,
            sequence: Number(last.sequence) + 1,
            previous: last.digest,
          });
        },
      ],
      [
        'the largest number there is',
        200,
        async knex => {
          const [last] = await entry(knex, 3);
          await knex('license_ledger').insert({ ...last, sequence: LARGEST });
        },
      ],
      [
        'a number far off',
        200,
        async knex => {
          const [last] = await entry(knex, 3);
          await knex('license_ledger').insert({ ...last, sequence: 2 ** 31 });
        },
      ],
    ] as [string, number, (knex: Knex) => Promise<unknown>][]
  ).map(
    ([name, capacity, change]): Tampering => ({
      name: `a ledger with ${name}`,
      type: 'ledger_damaged',
      subject: 'ledger',
      change,
      capacity,
      accepted: capacity,
    }),
  ),
];

/** Changes after which further events tell what of it is not vouched for any more. */
export const CUTS: {
  name: string;
  change: (knex: Knex) => Promise<unknown>;
}[] = [
  {
    name: 'its beginning cut',
    change: knex => knex('license_ledger').where('sequence', '<', 4).delete(),
  },
  {
    name: 'its tail cut',
    change: knex => knex('license_ledger').where('sequence', '>', 4).delete(),
  },
  {
    name: 'no entry left',
    change: knex => knex('license_ledger').delete(),
  },
  { name: 'new digests and no seals', change: chainAnew },
  {
    name: 'no entry left, and its end forgotten',
    change: async knex => {
      await knex('license_ledger').delete();
      await knex('license_mark').delete();
    },
  },
];
