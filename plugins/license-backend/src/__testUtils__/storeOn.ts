import { Knex } from 'knex';
import { DatabaseLicenseStore } from '../database/DatabaseLicenseStore';
import { Sealer } from '../ledger/Sealer';

/** A store on a database, which nobody watches. */
export const storeOn = (knex: Knex, secret = 'secret'): DatabaseLicenseStore =>
  DatabaseLicenseStore.create(knex, {
    sealer: Sealer.create([secret]),
    observer: { floor: 0, onMoved: async () => {} },
  });
