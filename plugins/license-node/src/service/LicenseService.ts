import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Overview } from '@thetasecure/backstage-plugin-license-common';

/**
 * What to ask an overview for.
 *
 * @public
 */
export interface OverviewOptions {
  /** Judge dates at this instant; now by default. */
  at?: Date;
  /** On whose behalf to ask; by default the plugin asks for itself. */
  credentials?: BackstageCredentials;
}

/**
 * Tells other backend plugins what the licenses of the portal add up to.
 *
 * @public
 */
export interface LicenseService {
  /**
   * The summary, and the licenses that count, at most 100.
   *
   * @throws a `ResponseError` of `@backstage/errors` if the license backend refuses: status 403 without the
   *   permission `license.read`
   */
  getOverview(options?: OverviewOptions): Promise<Overview>;
}
