import { TestDatabaseId } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { AuthBackend, AuthBackendOptions } from './AuthBackend';
import { describeOnDatabases } from './databases';
import { LicenseServer } from './LicenseServer';
import { Wire } from './Wire';

/** An auth backend and a license backend, each with a database of its own, that talk over HTTP. */
export class Deployment {
  readonly newDatabase: () => Promise<Knex>;
  auth!: AuthBackend;
  license!: LicenseServer;
  wire!: Wire;

  constructor(newDatabase: () => Promise<Knex>) {
    this.newDatabase = newDatabase;
  }

  async start(): Promise<void> {
    this.wire = new Wire();
    this.license = await LicenseServer.start({
      knex: await this.newDatabase(),
    });
    this.auth = await this.#openAuth({});
  }

  /** Starts the auth backend anew, on the same database. */
  async restartAuth(options: Partial<AuthBackendOptions> = {}): Promise<void> {
    await this.auth.stop();
    this.auth = await this.#openAuth({ knex: this.auth.knex, ...options });
  }

  async stop(): Promise<void> {
    this.wire.restore();
    await this.auth.stop();
    await this.license.stop();
  }

  async #openAuth(options: Partial<AuthBackendOptions>): Promise<AuthBackend> {
    return AuthBackend.start({
      knex: options.knex ?? (await this.newDatabase()),
      licenseUrl: () => this.license.url,
      ...options,
    });
  }
}

/** Runs a group of tests on each database, each test in a deployment of its own. */
export function describeDeployments(
  name: string,
  tests: (deployment: Deployment, id: TestDatabaseId) => void,
): void {
  describeOnDatabases(name, (newDatabase, id) => {
    const deployment = new Deployment(newDatabase);
    beforeEach(() => deployment.start());
    afterEach(() => deployment.stop());
    tests(deployment, id);
  });
}
