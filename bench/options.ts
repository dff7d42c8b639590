import { parseArgs } from 'node:util';
import { DatabaseName } from './data/DatabaseHome';

/** How much is measured. */
export interface Plan {
  /** Rounds of both sides. */
  rounds: number;
  /** So many at most, as long as the verdict is not clear. */
  mostRounds: number;
  /** Each side of a round is under load for so long. */
  seconds: number;
  /** Runs at the largest size, which last. */
  longRuns: number;
}

/** What was asked for on the command line. */
export interface Options {
  /** Ids of measurements; absent: all. */
  only?: string[];
  databases: DatabaseName[];
  plan: Plan;
  /** Whether the tables go into the documentation, too. */
  write: boolean;
}

const THOROUGH: Plan = { rounds: 5, mostRounds: 10, seconds: 3, longRuns: 3 };
const QUICK: Plan = { rounds: 2, mostRounds: 2, seconds: 1, longRuns: 1 };

const DATABASES: Record<string, DatabaseName> = {
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
};

/** @throws if there is no such option, measurement or database */
export function readOptions(args: string[], known: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      database: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.flatMap(ids => ids.split(','));
  const unknown = only?.find(id => !known.includes(id));
  if (unknown !== undefined) {
    throw new Error(
      `There is no measurement "${unknown}"; there are: ${known.join(', ')}`,
    );
  }
  const { database } = values;
  if (database !== undefined && !DATABASES[database]) {
    throw new Error(
      `There is no database "${database}"; there are: ${Object.keys(
        DATABASES,
      ).join(', ')}`,
    );
  }
  if (values.write && (only || database || values.quick)) {
    throw new Error('Only a whole run may be written down: leave --write out');
  }
  return {
    only,
    databases:
      database === undefined ? Object.values(DATABASES) : [DATABASES[database]],
    plan: values.quick ? QUICK : THOROUGH,
    write: values.write,
  };
}
