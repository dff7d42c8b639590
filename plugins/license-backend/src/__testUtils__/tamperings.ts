import { Knex } from 'knex';
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
  subject: string;
  change: (knex: Knex, files: Files) => Promise<unknown>;
  /** What counts until it is repaired; 200 is everything. */
  capacity: number;
  /** What brings everything back, through the front door. */
  repair?: (portal: WatchedPortal, files: Files) => Promise<unknown>;
  /** What counts after an acknowledgement without repair; absent: it cannot be accepted. */
  accepted?: number;
}

const licenses = (knex: Knex, licenseId: string) =>
  knex('licenses').where({ license_id: licenseId });
const row = (licenseId: string, document: string) => ({
  license_id: licenseId,
  document,
  installed_at: '2026-01-01T00:00:00.000Z',
  installed_by: 'user:default/stranger',
});
const uploadAgain =
  (file: 'a' | 'b') => async (portal: WatchedPortal, files: Files) =>
    portal.upload(files[file], 200);
const remove = (licenseId: string) => async (portal: WatchedPortal) =>
  portal.delete(licenseId);

const entry = (knex: Knex, sequence: number) =>
  knex('license_ledger').where({ sequence });

/** Each kind of change that can be made to licenses and the ledger. */
export const TAMPERINGS: Tampering[] = [
  {
    name: 'a fact changed in a document',
    type: 'document_edited',
    subject: 'license:LIC-A',
    change: (knex, { a }) =>
      licenses(knex, 'LIC-A').update({
        document: a.replace('"maxUsers": 100', '"maxUsers": 900'),
      }),
    capacity: 100,
    repair: uploadAgain('a'),
  },
  {
    name: 'a document made unreadable',
    type: 'document_edited',
    subject: 'license:LIC-A',
    change: knex => licenses(knex, 'LIC-A').update({ document: '' }),
    capacity: 100,
    repair: uploadAgain('a'),
  },
  {
    name: 'only the key id changed in a document',
    type: 'document_edited',
    subject: 'license:LIC-A',
    change: (knex, { a }) => {
      const { signature } = JSON.parse(a);
      const [header, , value] = signature.split('.');
      const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString());
      const other = Buffer.from(JSON.stringify({ alg, kid: 'other' }));
      return licenses(knex, 'LIC-A').update({
        document: a.replace(
          signature,
          `${other.toString('base64url')}..${value}`,
        ),
      });
    },
    capacity: 100,
    repair: uploadAgain('a'),
  },
  {
    name: 'the genuine document of another license in a row',
    type: 'document_edited',
    subject: 'license:LIC-A',
    change: (knex, { b }) => licenses(knex, 'LIC-A').update({ document: b }),
    capacity: 100,
    repair: uploadAgain('a'),
  },
  {
    name: 'a genuine later version in a row',
    type: 'document_edited',
    subject: 'license:LIC-A',
    change: (knex, { laterA }) =>
      licenses(knex, 'LIC-A').update({ document: laterA }),
    capacity: 100,
    repair: uploadAgain('a'),
    accepted: 400,
  },
  {
    name: 'another date of installation',
    type: 'column_differs',
    subject: 'license:LIC-A',
    change: knex =>
      licenses(knex, 'LIC-A').update({
        installed_at: '2026-01-01T00:00:00.000Z',
      }),
    capacity: 100,
    repair: uploadAgain('a'),
    accepted: 200,
  },
  {
    name: 'somebody else named as installer',
    type: 'column_differs',
    subject: 'license:LIC-A',
    change: knex =>
      licenses(knex, 'LIC-A').update({ installed_by: 'user:default/other' }),
    capacity: 100,
    repair: uploadAgain('a'),
    accepted: 200,
  },
  {
    name: 'another license id',
    type: 'column_differs',
    subject: 'license:LIC-A',
    change: knex => licenses(knex, 'LIC-A').update({ license_id: 'LIC-X' }),
    capacity: 100,
    repair: uploadAgain('a'),
  },
  {
    name: 'a genuine license put in',
    type: 'row_inserted',
    subject: 'license:LIC-S',
    change: (knex, { stranger }) =>
      knex('licenses').insert(row('LIC-S', stranger)),
    capacity: 200,
    repair: remove('LIC-S'),
    accepted: 300,
  },
  {
    name: 'a deleted license put back',
    type: 'row_inserted',
    subject: 'license:LIC-D',
    change: (knex, { deleted }) =>
      knex('licenses').insert(row('LIC-D', deleted)),
    capacity: 200,
    repair: remove('LIC-D'),
    accepted: 300,
  },
  {
    name: 'a copy of a license under another id',
    type: 'row_inserted',
    subject: 'license:LIC-X',
    change: (knex, { a }) => knex('licenses').insert(row('LIC-X', a)),
    capacity: 200,
    repair: remove('LIC-X'),
  },
  {
    name: 'a license taken out',
    type: 'row_removed',
    subject: 'license:LIC-A',
    change: knex => licenses(knex, 'LIC-A').delete(),
    capacity: 100,
    repair: uploadAgain('a'),
    accepted: 100,
  },
  {
    name: 'an older version put back',
    type: 'row_rolled_back',
    subject: 'license:LIC-B',
    change: (knex, { formerB }) =>
      licenses(knex, 'LIC-B').update(row('LIC-B', formerB)),
    capacity: 100,
    repair: uploadAgain('b'),
    accepted: 150,
  },
  {
    name: 'other bytes that say the same',
    type: 'document_rewritten',
    subject: 'license:LIC-A',
    change: (knex, { a }) =>
      licenses(knex, 'LIC-A').update({
        document: JSON.stringify(JSON.parse(a)),
      }),
    capacity: 200,
    repair: uploadAgain('a'),
    accepted: 200,
  },
  ...(
    [
      ['an edited entry', knex => entry(knex, 3).update({ content: '{}' })],
      [
        'another time of an entry',
        knex =>
          entry(knex, 3).update({ recorded_at: '2026-01-01T00:00:00.000Z' }),
      ],
      [
        'an edited entry whose digest fits',
        async knex => {
          const [edited] = await entry(knex, 3);
          const content = edited.content.replace('mock', 'else');
          await entry(knex, 3).update({ content, digest: 'f'.repeat(64) });
        },
      ],
      [
        'a seal taken off',
        knex => entry(knex, 3).update({ seal: null, key_id: null }),
      ],
      [
        'a seal of nobody knows whom',
        knex => entry(knex, 3).update({ key_id: '0123456789abcdef' }),
      ],
      [
        'its beginning cut',
        knex => knex('license_ledger').where('sequence', '<', 3).delete(),
      ],
      ['an entry cut out', knex => entry(knex, 3).delete()],
      [
        'its tail cut',
        knex => knex('license_ledger').where('sequence', '>', 4).delete(),
      ],
      [
        'its tail cut, and the recorded end with it',
        async knex => {
          await knex('license_ledger').where('sequence', '>', 4).delete();
          const [last] = await entry(knex, 4);
          await knex('license_state').update({
            ledger_sequence: 4,
            ledger_digest: last.digest,
          });
        },
      ],
      [
        'two entries exchanged',
        async knex => {
          await entry(knex, 3).update({ sequence: 1003 });
          await entry(knex, 4).update({ sequence: 3 });
          await entry(knex, 1003).update({ sequence: 4 });
        },
      ],
      ['no entry left', knex => knex('license_ledger').delete()],
      [
        'an entry put in at the end',
        async knex => {
          const [last] = await knex('license_ledger')
            .orderBy('sequence', 'desc')
            .limit(1);
          await knex('license_ledger').insert({
            ...last,
            sequence: last.sequence + 1,
            previous: last.digest,
          });
        },
      ],
    ] as [string, (knex: Knex) => Promise<unknown>][]
  ).map(
    ([name, change]): Tampering => ({
      name: `a ledger with ${name}`,
      type: 'ledger_damaged',
      subject: 'ledger',
      change,
      capacity: 200,
      accepted: 200,
    }),
  ),
];
