import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  endpoints,
  Overview,
} from '@thetasecure/backstage-plugin-license-common';
import { LicenseService, OverviewOptions } from './LicenseService';

const PLUGIN_ID = 'license';

/** Asks the license backend over HTTP, wherever it is deployed. */
export class LicenseClient implements LicenseService {
  readonly #discovery: Pick<DiscoveryService, 'getBaseUrl'>;
  readonly #auth: Pick<
    AuthService,
    'getOwnServiceCredentials' | 'getPluginRequestToken'
  >;

  static create(options: {
    discovery: Pick<DiscoveryService, 'getBaseUrl'>;
    auth: Pick<
      AuthService,
      'getOwnServiceCredentials' | 'getPluginRequestToken'
    >;
  }): LicenseClient {
    return new LicenseClient(options.discovery, options.auth);
  }

  private constructor(
    discovery: Pick<DiscoveryService, 'getBaseUrl'>,
    auth: Pick<
      AuthService,
      'getOwnServiceCredentials' | 'getPluginRequestToken'
    >,
  ) {
    this.#discovery = discovery;
    this.#auth = auth;
  }

  async getOverview(options?: OverviewOptions): Promise<Overview> {
    const { at, credentials } = options ?? {};
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: credentials ?? (await this.#auth.getOwnServiceCredentials()),
      targetPluginId: PLUGIN_ID,
    });
    const baseUrl = await this.#discovery.getBaseUrl(PLUGIN_ID);
    const url = new URL(`${baseUrl}${endpoints.getOverview.path}`);
    if (at) {
      url.searchParams.set('at', at.toISOString());
    }
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}
