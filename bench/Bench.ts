import { DatabaseHome, DatabaseName } from './data/DatabaseHome';
import { LicenseFiles } from './data/LicenseFiles';
import { Plan } from './options';
import { Figure, Row } from './Row';

/** What a measurement works with. */
export interface Bench {
  plan: Plan;
  /** For whatever is written meanwhile. It goes at the end. */
  folder: string;
  files: LicenseFiles;
  home: DatabaseHome;
  /** Tells whoever waits what is going on. */
  say(what: string): void;
}

/** How one cost grows: a figure for each number of licenses. */
export interface Growth {
  what: string;
  database: DatabaseName;
  /** In milliseconds, by number of licenses. */
  figures: ReadonlyMap<number, Figure>;
}

/** What a measurement found. */
export interface Findings {
  rows?: Row[];
  growths?: Growth[];
  /** What there is to say besides, a sentence each. */
  notes?: string[];
}

/** Something to be measured on each database. */
export interface Measurement {
  /** Names it on the command line. The ids of its rows begin with it, or say which of several it is. */
  id: string;
  measure(bench: Bench): Promise<Findings>;
}
