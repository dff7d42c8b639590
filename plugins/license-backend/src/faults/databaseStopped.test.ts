import knexFactory, { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../__testUtils__/until';
import { Dice } from './__testUtils__/Dice';
import { expectWhole } from './__testUtils__/expectWhole';
import { Answer, KillablePortal } from './__testUtils__/KillablePortal';
import { OwnPostgres } from './__testUtils__/OwnPostgres';
import { Writer } from './__testUtils__/Writer';

jest.setTimeout(300_000);

/** What is asked while the database comes and goes. */
const READS = [
  ['GET', '/overview'],
  ['GET', '/licenses'],
  ['GET', '/security'],
  ['GET', '/security/checkpoint'],
  ['GET', '/security/events'],
  ['GET', '/revocations'],
  ['POST', '/security/validation'],
  ['POST', '/security/integrity-scan'],
  ['POST', '/refresh'],
];

const WRITERS = 3;

/** A way to keep the database from answering. */
interface Interruption {
  begin: () => Promise<void>;
  end: () => Promise<void>;
  /** So often each request is to be refused before the database comes back. */
  refusals: number;
}

let postgres: OwnPostgres;
let portal: KillablePortal;

const stopped = (mode: 'fast' | 'immediate'): Interruption => ({
  begin: () => postgres.stop(mode),
  end: () => postgres.startAgain(),
  refusals: 3,
});

const INTERRUPTIONS: Record<string, Interruption> = {
  stopped: stopped('fast'),
  crashed: stopped('immediate'),
  frozen: {
    begin: () => postgres.freeze(),
    end: () => postgres.thaw(),
    // A request comes again while what it asked for first is still under way.
    refusals: 2,
  },
};

beforeAll(async () => {
  postgres = await OwnPostgres.start();
  portal = await KillablePortal.open({
    database: { client: 'pg', connection: { ...postgres.connection } },
  });
  await portal.start();
});
afterAll(async () => {
  await portal?.close();
  await postgres?.remove();
});

/** A look into the database of the plugin. */
async function withKnex(look: (knex: Knex) => Promise<void>): Promise<void> {
  const database = 'backstage_plugin_license';
  const connection = { ...postgres.connection, database };
  const knex = knexFactory({ client: 'pg', connection });
  await look(knex).finally(() => knex.destroy());
}

/** Asks and asks, until it is ended or somebody gets an answer that nobody should get. */
class Load {
  readonly refusals = new Map<string, number>();
  readonly faults: unknown[] = [];
  #isEnded = false;

  constructor(private readonly writers: readonly Writer[]) {}

  get isOver(): boolean {
    return this.#isEnded || this.faults.length > 0;
  }

  async run(): Promise<void> {
    await Promise.all([
      ...READS.map(([method, path]) => this.#read(method, path)),
      ...this.writers.map(writer => this.#write(writer)),
    ]);
  }

  end() {
    this.#isEnded = true;
  }

  async #read(method: string, path: string) {
    while (!this.isOver) {
      await this.#ask(method, path);
    }
  }

  async #write(writer: Writer) {
    while (!this.isOver) {
      const { method, path, body, seats } = await writer.next();
      // Until it is acknowledged, as somebody does who is told to try again.
      while ((await this.#ask(method, path, body)) === 503);
      writer.settle(seats);
    }
  }

  async #ask(method: string, path: string, body?: string) {
    const what = `${method} ${path}`;
    try {
      const answer = await portal.ask(method, path, body);
      if (!isFit(answer, method)) {
        this.faults.push({ what, ...answer });
      }
      if (answer.status === 503) {
        this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
        await sleep(50);
      }
      return answer.status;
    } catch (error) {
      this.faults.push({ what, error: `${error}` });
      return undefined;
    }
  }
}

/** Whether it is what was asked for, or tells when to come again. */
function isFit({ status, retryAfter }: Answer, method: string): boolean {
  // A change whose answer was lost has happened already.
  const isDone = status < 300 || (method === 'DELETE' && status === 404);
  return isDone || (status === 503 && Number(retryAfter) > 0);
}

it.each(Object.keys(INTERRUPTIONS))(
  'a database %s and started again makes the API say 503, and nothing worse',
  async name => {
    const { begin, end, refusals } = INTERRUPTIONS[name];
    const dice = new Dice();
    const writers = Array.from(
      { length: WRITERS },
      (_, index) => new Writer(`LIC-${name}-${index}`, portal.vendor, dice),
    );
    const load = new Load(writers);
    const running = load.run();
    await until(
      async () => writers,
      all =>
        load.isOver || all.every(({ possible: [now] }) => now !== undefined),
    );
    try {
      await begin();
      await until(
        async () => [...load.refusals.values()],
        counts =>
          load.isOver ||
          // Each kind of request, a change among them, again and again.
          (counts.length > READS.length &&
            counts.every(count => count >= refusals)),
      );
    } finally {
      await end();
    }
    await until(
      () => portal.ask('GET', '/overview').catch(() => undefined),
      answer => load.isOver || answer?.status === 200,
    );
    load.end();
    await running;
    await dice.throwing(async () => {
      const { faults } = load;
      const log = faults.length > 0 ? portal.output : '';
      expect({ faults, log }).toEqual({ faults: [], log: '' });
      await withKnex(knex => expectWhole(portal, writers, knex));
    });
    for (const { licenseId } of writers) {
      await portal.ask('DELETE', `/licenses/${licenseId}`);
    }
  },
);
