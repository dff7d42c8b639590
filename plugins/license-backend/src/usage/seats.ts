import { Knex } from 'knex';

/** Picks the users that a count of a source saw. */
export const isSeatOf =
  (source: string, attempt: number) => (seats: Knex.QueryBuilder) => {
    seats
      .where('license_seats.source', source)
      .where('license_seats.first_attempt', '<=', attempt)
      .where('license_seats.last_attempt', '>=', attempt);
  };
