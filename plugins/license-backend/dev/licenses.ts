import { JsonObject } from '@backstage/types';
import { DateTime } from 'luxon';
import { randomUUID } from 'node:crypto';
import { Issuer } from './Issuer';

/** The licenses of this portal, with dates relative to the day they are made on. */
export class PortalLicenses {
  readonly #now = DateTime.utc();
  readonly #productInstanceId: string;
  readonly #issuer: Issuer;

  constructor(options: { productInstanceId: string; issuer: Issuer }) {
    this.#productInstanceId = options.productInstanceId;
    this.#issuer = options.issuer;
  }

  /** The two that the product manual shows, by file name: 100 users in force, 10 in their grace period. */
  async installed(): Promise<Record<string, string>> {
    return {
      'installed-100.json': await this.#inForce(),
      'installed-10.json': await this.#issue({
        licenseId: 'LIC-SAMPLE-10',
        licenseKey: 'NX-5B8W-6RTZ-4JGE-N9FD',
        maxUsers: 10,
        validFrom: this.#day({ days: -375 }),
        validUntil: this.#day({ days: -10 }),
      }),
    };
  }

  /** Files to try an upload with, by file name. */
  async samples(): Promise<Record<string, string>> {
    const bigger = await this.#issue({
      licenseId: 'LIC-SAMPLE-250',
      licenseKey: 'NX-8H2V-3MQK-7XPA-R6WD',
      maxUsers: 250,
      validFrom: this.#day({ days: -1 }),
      validUntil: this.#day({ years: 1 }),
      supersedes: ['LIC-SAMPLE-100'],
    });
    return {
      'bigger.json': bigger,
      'trial.json': await this.#issue({
        licenseId: 'LIC-SAMPLE-TRIAL',
        licenseKey: 'NX-2C6F-9LSN-5YUB-K4JG',
        type: 'trial',
        maxUsers: 25,
        validFrom: this.#day({}),
        validUntil: this.#day({ days: 60 }),
        gracePeriodDays: 0,
      }),
      'other-deployment.json': await this.#issue({
        licenseId: 'LIC-SAMPLE-OTHER',
        licenseKey: 'NX-4D7G-1ZRM-8QVC-H3LT',
        productInstanceId: randomUUID(),
        maxUsers: 50,
        validFrom: this.#day({ days: -30 }),
        validUntil: this.#day({ years: 1 }),
      }),
      'expired.json': await this.#issue({
        licenseId: 'LIC-SAMPLE-EXPIRED',
        licenseKey: 'NX-6E9H-2AKP-3WXD-J7MS',
        maxUsers: 40,
        validFrom: this.#day({ days: -430 }),
        validUntil: this.#day({ days: -65 }),
      }),
      'revoked-later.json': await this.#issue({
        licenseId: 'LIC-SAMPLE-REVOKED',
        licenseKey: 'NX-8R5K-6FDV-1BNT-C2YW',
        maxUsers: 30,
        validFrom: this.#day({ days: -20 }),
        validUntil: this.#day({ years: 1 }),
      }),
      'revocations.json': await this.#issuer.revoke(
        [
          {
            licenseId: 'LIC-SAMPLE-REVOKED',
            revokedAt: this.#day({ days: -1 }),
            reason: 'Ordered twice',
          },
        ],
        Date.parse(this.#day({ days: -1 })),
      ),
      // Somebody who bought 250 users gives himself a zero more.
      'edited-after-signing.json': bigger.replace(
        /"maxUsers":\s*250/,
        fact => `${fact}0`,
      ),
    };
  }

  /** From the first day of a month nine months ago to the last day of one five months ahead. */
  async #inForce(): Promise<string> {
    return this.#issue({
      licenseId: 'LIC-SAMPLE-100',
      licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
      maxUsers: 100,
      validFrom: this.#now
        .minus({ months: 9 })
        .startOf('month')
        .toFormat('yyyy-MM-dd'),
      validUntil: this.#now
        .plus({ months: 5 })
        .endOf('month')
        .toFormat('yyyy-MM-dd'),
      features: ['sso'],
    });
  }

  /** Issues a license on its first day, at midnight in UTC. */
  async #issue(facts: JsonObject & { validFrom: string }): Promise<string> {
    return this.#issuer.issue(
      {
        product: 'NX',
        productInstanceId: this.#productInstanceId,
        customer: { name: 'Example Corp', email: 'it@example.com' },
        gracePeriodDays: 30,
        issuer: 'The development portal',
        ...facts,
      },
      Date.parse(facts.validFrom),
    );
  }

  #day(offset: { days?: number; years?: number }): string {
    return this.#now.plus(offset).toFormat('yyyy-MM-dd');
  }
}
