import { Knex } from 'knex';
import { JsonObject } from '@backstage/types';
import { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { StartedBackend, startLicenseBackend } from './startLicenseBackend';
import { Vendor } from './Vendor';

/** Tasks that only run when a test says so. */
export const BY_HAND = Object.fromEntries(
  ['validation', 'integrityScan'].map(task => [
    task,
    { frequency: { trigger: 'manual' }, timeout: { minutes: 5 } },
  ]),
);

/** A backend whose scans are started by the test, and what an administrator does with it. */
export class WatchedPortal {
  static async start(options: {
    knex: Knex;
    vendor: Vendor;
    license?: JsonObject;
  }): Promise<WatchedPortal> {
    const { knex, vendor, license } = options;
    const backend = await startLicenseBackend({
      knex,
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        schedule: BY_HAND,
        ...license,
      },
    });
    return new WatchedPortal(backend, options);
  }

  private constructor(
    readonly backend: StartedBackend,
    private readonly options: {
      knex: Knex;
      vendor: Vendor;
      license?: JsonObject;
    },
  ) {}

  get knex(): Knex {
    return this.backend.knex;
  }

  /** Another start of the same portal; what is only in memory is gone. */
  async restart(license?: JsonObject): Promise<WatchedPortal> {
    await this.backend.stop();
    return WatchedPortal.start({
      ...this.options,
      license: license ?? this.options.license,
    });
  }

  async upload(file: string, status = 201) {
    return (await this.backend.post('/licenses', file).expect(status)).body;
  }

  async delete(licenseId: string) {
    await this.backend.delete(`/licenses/${licenseId}`).expect(204);
  }

  /** @returns the number of events it opened */
  async scan(): Promise<number> {
    const path = '/security/integrity-scan';
    return (await this.backend.post(path).expect(200)).body.failed;
  }

  async events(state = 'open'): Promise<SecurityEvent[]> {
    const path = `/security/events?state=${state}&limit=500`;
    return (await this.backend.get(path).expect(200)).body.items;
  }

  /** Answers for an event as it is shown now. */
  async acknowledge(id: string): Promise<SecurityEvent> {
    const shown = (await this.events('all')).find(event => event.id === id)!;
    return this.acknowledgeAs(id, shown.evidence);
  }

  async acknowledgeAs(
    id: string,
    evidence: string,
    status = 200,
  ): Promise<SecurityEvent> {
    const { body } = await this.backend
      .post(`/security/events/${id}/acknowledge`)
      .set('Content-Type', 'application/json')
      .send({ note: 'Looked into', evidence } as never)
      .expect(status);
    return body;
  }

  async criticalEvents(): Promise<number> {
    const { body } = await this.backend.get('/security').expect(200);
    return body.integrity.criticalEvents;
  }

  async capacity(): Promise<number> {
    return (await this.backend.get('/overview').expect(200)).body.capacity;
  }

  async checkpoint() {
    return (await this.backend.get('/security/checkpoint').expect(200)).body;
  }
}
