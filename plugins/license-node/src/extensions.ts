import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { PemKey } from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';

/**
 * Where vendors who ship their public key in code add it.
 *
 * @public
 */
export interface LicenseTrustExtensionPoint {
  /**
   * Adds public keys, as JWK (RFC 7517) or as PEM, to those of the configuration. The plugin does not start with a
   * private key among them, nor with two keys of the same `kid`.
   */
  addTrustedKeys(...keys: (JWK | PemKey)[]): void;
}

/**
 * Lets a backend module add trusted keys.
 *
 * @public
 */
export const licenseTrustExtensionPoint =
  createExtensionPoint<LicenseTrustExtensionPoint>({ id: 'license.trust' });

/**
 * A user who counts.
 *
 * @public
 */
export interface ActiveUser {
  /**
   * An entity ref, or whatever else tells users apart: 1 to 255 characters in lower case, as it is compared and shown,
   * without control characters. The same user twice counts once, as first told.
   */
  user: string;
  /** At most 255 characters, without control characters other than tabs and line breaks. */
  displayName?: string;
  /** The last sign-in, if the source knows. */
  lastSeenAt?: Date;
  /** Since when this user counts, if the source knows; by default, when it was first told. */
  since?: Date;
  /** Why this user counts, in words, like a display name; the rule of the source by default. */
  reason?: string;
}

/**
 * Counts the active users of the portal, by telling who they are.
 *
 * @public
 */
export interface ActiveUsersSource {
  /** What `license.activeUsers.source` calls it. */
  id: string;
  /** Who counts, in words; shown on the card. */
  rule: string;
  /**
   * Everybody who counts now, in pages of any size. It is asked again at most every 15 seconds, and has 10 seconds
   * for each page. One user who is not as `ActiveUser` says fails the count like an error does.
   *
   * Until it has named as many users twice in a row for the first time ever, its number is shown as not final, and it
   * is asked again after 0.25 to 2 seconds: a portal that starts may know nobody for a while.
   *
   * @throws if it cannot be told; the last count is shown then, marked stale, with the message as the reason.
   *   Everybody who may read licenses sees it: no names, no secrets
   */
  users(options: { signal: AbortSignal }): AsyncIterable<readonly ActiveUser[]>;
}

/**
 * Where other ways to count active users are added.
 *
 * @public
 */
export interface ActiveUsersExtensionPoint {
  /** Makes a source available; `license.activeUsers.source` chooses one by its id. */
  addSource(source: ActiveUsersSource): void;
}

/**
 * Lets a backend module count active users in its own way.
 *
 * @public
 */
export const activeUsersExtensionPoint =
  createExtensionPoint<ActiveUsersExtensionPoint>({
    id: 'license.active-users',
  });
