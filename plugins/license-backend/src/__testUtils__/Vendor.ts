import {
  createSigningKey,
  signLicense,
  signRevocationList,
} from '@thetasecure/backstage-plugin-license-node';
import { JsonObject } from '@backstage/types';
import { DateTime } from 'luxon';

/** A day relative to today, `YYYY-MM-DD` in UTC. */
export const day = (offset: number): string =>
  DateTime.utc().plus({ days: offset }).toISODate()!;

/** An instant so many minutes from now, as RFC 3339. */
export const minutesFromNow = (minutes: number): string =>
  DateTime.utc().plus({ minutes }).toISO()!;

let count = 0;

/** A license in force for 100 users, with an id of its own; change what matters to a test. */
export function licenseDocument(changes: JsonObject = {}): JsonObject {
  count += 1;
  return {
    format: 'thetasecure-license/1',
    licenseId: `LIC-${count}`,
    licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
    product: 'NX',
    customer: { name: 'Example Corp', email: 'it@example.com' },
    maxUsers: 100,
    validFrom: day(-100),
    validUntil: day(100),
    issuedAt: minutesFromNow(-60),
    ...changes,
  };
}

/** Somebody who issues licenses, with a real key. */
export class Vendor {
  static async create(kid?: string): Promise<Vendor> {
    return new Vendor(await createSigningKey({ kid }));
  }

  private constructor(
    private readonly pair: Awaited<ReturnType<typeof createSigningKey>>,
  ) {}

  get publicJwk() {
    return this.pair.publicJwk;
  }

  get privateJwk() {
    return this.pair.privateJwk;
  }

  /** The text of a signed license file. */
  async issue(changes?: JsonObject): Promise<string> {
    return signLicense(licenseDocument(changes), this.pair.privateJwk);
  }

  /** The text of a signed revocation list. */
  async revoke(
    sequence: number,
    ids: string[],
    changes?: JsonObject,
  ): Promise<string> {
    return signRevocationList(
      {
        format: 'thetasecure-revocations/1',
        sequence,
        issuedAt: minutesFromNow(-30),
        revoked: ids.map(licenseId => ({
          licenseId,
          revokedAt: '2026-05-01',
          reason: 'Refunded',
        })),
        ...changes,
      },
      this.pair.privateJwk,
    );
  }
}
