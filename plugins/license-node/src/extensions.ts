import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { JWK } from 'jose';

/**
 * Where vendors who ship their public key in code add it.
 *
 * @public
 */
export interface LicenseTrustExtensionPoint {
  /**
   * Adds public keys (JWK, RFC 7517) to those of the configuration. The plugin does not start with a private
   * key among them, nor with two keys of the same `kid`.
   */
  addTrustedKeys(...jwks: JWK[]): void;
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
   * An entity ref, or whatever else tells users apart: 1 to 255 characters, compared and shown in lower case. The
   * same user twice counts once.
   */
  user: string;
  displayName?: string;
  /** The last sign-in, if the source knows. */
  lastSeenAt?: Date;
  /** Since when this user counts, if the source knows; by default, when it was first told. */
  since?: Date;
  /** Why this user counts, in words; the rule of the source by default. */
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
   * for each page.
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
