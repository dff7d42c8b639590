import {
  AuthService,
  coreServices,
  createBackendPlugin,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { ResponseError } from '@backstage/errors';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Issuer } from './Issuer';
import { PortalLicenses } from './licenses';
import { USERS } from './people';
import { displayPath, portalFolder } from './portalFolder';

const samplesFolder = join(portalFolder, 'sample-licenses');

/** There once the licenses are installed: whoever deletes one does not find it again after a restart. */
const marker = join(portalFolder, 'licenses-installed');

/** The first answer that is neither an error nor false. */
async function eventually<T>(
  milliseconds: number,
  attempt: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  let lastError: unknown = new Error('The portal was not ready in time');
  while (Date.now() < deadline) {
    try {
      const answer = await attempt();
      if (answer) {
        return answer;
      }
    } catch (error) {
      lastError = error;
    }
    await sleep(500);
  }
  throw lastError;
}

/** Installs licenses as anybody would, over HTTP, and leaves others to try out. */
class Samples {
  constructor(
    private readonly deps: {
      auth: AuthService;
      catalog: CatalogService;
      discovery: DiscoveryService;
      issuer: Issuer;
    },
  ) {}

  async install(): Promise<void> {
    // The first overview counts the users, and its count stands for a while: better if they are all there.
    await eventually(30_000, () => this.#areUsersThere()).catch(() => {});
    const overview = await eventually(120_000, () =>
      this.#request('/overview'),
    );
    const { productInstanceId } = await overview.json();
    const licenses = new PortalLicenses({
      productInstanceId,
      issuer: this.deps.issuer,
    });
    const installed = await licenses.installed();
    const files = { ...installed, ...(await licenses.samples()) };
    await mkdir(samplesFolder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(samplesFolder, name), text);
    }
    for (const body of Object.values(installed)) {
      await this.#request('/licenses', { method: 'POST', body });
    }
    await writeFile(marker, '');
  }

  async #areUsersThere(): Promise<boolean> {
    const { auth, catalog } = this.deps;
    const { totalItems } = await catalog.queryEntities(
      { filter: { kind: 'user' }, limit: 1 },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return totalItems >= USERS;
  }

  async #request(path: string, init?: RequestInit): Promise<Response> {
    const { auth, discovery } = this.deps;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'license',
    });
    const response = await fetch(
      `${await discovery.getBaseUrl('license')}${path}`,
      { ...init, headers: { Authorization: `Bearer ${token}` } },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

/** Brings the licenses of the portal at its first start, and tells at each where there are more. */
export const samplesPlugin = (issuer: Issuer) =>
  createBackendPlugin({
    pluginId: 'portal-samples',
    register(env) {
      env.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          discovery: coreServices.discovery,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
        },
        async init({ auth, catalog, discovery, lifecycle, logger }) {
          const samples = new Samples({ auth, catalog, discovery, issuer });

          async function bringSamples() {
            try {
              if (!existsSync(marker)) {
                await samples.install();
              }
              logger.info(
                `License files to try out are in ${displayPath(samplesFolder)}`,
              );
            } catch (error) {
              logger.error(
                'The sample licenses are not installed; the next start tries again',
                error as Error,
              );
            }
          }

          lifecycle.addStartupHook(() => {
            // Not awaited: the backend answers only once the start-up is over.
            bringSamples();
          });
        },
      });
    },
  });
