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
 * Counts the active users of the portal.
 *
 * @public
 */
export interface ActiveUsersSource {
  /** What `license.activeUsers.source` calls it. */
  id: string;
  /** Who counts, in words; shown on the card. */
  rule: string;
  /**
   * The number of distinct active users, now.
   *
   * @throws if it cannot be told; the last count is shown then, marked stale, with the message as the reason.
   *   Everybody who may read licenses sees it: no names, no secrets
   */
  count(options: { signal: AbortSignal }): Promise<number>;
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
