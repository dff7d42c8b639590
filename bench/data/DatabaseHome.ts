import { JsonObject } from '@backstage/types';
import { JWK } from 'jose';
import Knex from 'knex';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../processes';
import { LicenseFiles } from './LicenseFiles';

export type DatabaseName = 'SQLite' | 'PostgreSQL';

/** Which licenses to install, and in which database. */
export interface SeedOrder {
  knex: { client: string; connection: JsonObject };
  files: string[];
  count: number;
  secret: string;
  publicJwk: JWK;
}

/** A kind of database: what a backend is told of it, and how to get at the plugin's own. */
interface Engine {
  name: DatabaseName;
  version: string;
  /** The part `backend.database` of the configuration of a backend that has its databases apart from all others. */
  configure(name: string): Promise<JsonObject>;
  /** A new database of the license plugin, for that backend. */
  create(name: string): Promise<SeedOrder['knex']>;
  close(): Promise<void>;
}

/** Databases of one kind, with any number of licenses in each. */
export class DatabaseHome {
  readonly #engine: Engine;
  readonly #files: LicenseFiles;
  readonly #folder: string;
  readonly #installed = new Map<number, Promise<JsonObject>>();

  static async open(
    name: DatabaseName,
    files: LicenseFiles,
    folder: string,
  ): Promise<DatabaseHome> {
    const engine = await (name === 'SQLite'
      ? openSqlite(folder)
      : openPostgreSql());
    return new DatabaseHome(engine, files, folder);
  }

  private constructor(engine: Engine, files: LicenseFiles, folder: string) {
    this.#engine = engine;
    this.#files = files;
    this.#folder = folder;
  }

  get name(): DatabaseName {
    return this.#engine.name;
  }

  /** With the name. */
  get version(): string {
    return `${this.name} ${this.#engine.version}`;
  }

  /**
   * Installs so many licenses, the first time that they are asked for.
   *
   * @returns the part `backend.database` of the configuration of a backend with these licenses
   */
  async withLicenses(count: number): Promise<JsonObject> {
    const known = this.#installed.get(count) ?? this.#install(count);
    this.#installed.set(count, known);
    return known;
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  async #install(count: number): Promise<JsonObject> {
    const name = `licenses_${count}`;
    const order: SeedOrder = {
      knex: await this.#engine.create(name),
      files: await this.#files.parts(count),
      count,
      secret: this.#files.secret,
      publicJwk: this.#files.publicJwk,
    };
    const log = join(this.#folder, 'seeding.log');
    await run(join(__dirname, 'seed.ts'), order as never, log);
    return this.#engine.configure(name);
  }
}

async function openSqlite(folder: string): Promise<Engine> {
  const knex = Knex({
    client: 'better-sqlite3',
    connection: { filename: ':memory:' },
    useNullAsDefault: true,
  });
  const [{ version }] = await knex.raw('select sqlite_version() as version');
  await knex.destroy();
  const folderOf = (name: string) => join(folder, `sqlite-${name}`);
  return {
    name: 'SQLite',
    version,
    async configure(name) {
      return {
        client: 'better-sqlite3',
        connection: { directory: folderOf(name) },
      };
    },
    async create(name) {
      await mkdir(folderOf(name), { recursive: true });
      return {
        client: 'better-sqlite3',
        connection: { filename: join(folderOf(name), 'license.sqlite') },
      };
    },
    async close() {},
  };
}

async function openPostgreSql(): Promise<Engine> {
  const {
    openPostgres,
  } = require('../../plugins/license-backend/test/openPostgres');
  // With its own defaults: a portal waits for the disk, too.
  const server = await openPostgres({});
  const { connection } = server;
  const ask = async (statement: string) => {
    const knex = Knex({
      client: 'pg',
      connection: { ...connection, database: 'postgres' },
    });
    try {
      return await knex.raw(statement);
    } finally {
      await knex.destroy();
    }
  };
  const { rows } = await ask('show server_version');
  return {
    name: 'PostgreSQL',
    version: rows[0].server_version,
    async configure(name) {
      return { client: 'pg', prefix: `${name}_`, connection };
    },
    async create(name) {
      const database = `${name}_license`;
      await ask(`create database ${database}`);
      return { client: 'pg', connection: { ...connection, database } };
    },
    close: () => server.remove(),
  };
}
