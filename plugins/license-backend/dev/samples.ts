import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
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

/** There once the licences are installed: whoever deletes one does not find it again after a restart. */
const marker = join(portalFolder, 'licenses-installed');

/** So long the other plugins may take to be ready after the start, in milliseconds. */
const START_UP = 120_000;

/** The first answer that is neither an error nor false. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + START_UP;
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

/** At first start, installs two licences as anybody would, over HTTP, and leaves others to try out. */
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
          async function request(
            path: string,
            init?: RequestInit,
          ): Promise<Response> {
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

          async function countUsers(): Promise<number> {
            const { totalItems } = await catalog.queryEntities(
              { filter: { kind: 'user' }, limit: 1 },
              { credentials: await auth.getOwnServiceCredentials() },
            );
            return totalItems;
          }

          async function install() {
            // The overview counts the users, and the first count stands for a while: better if they are all there.
            await eventually(async () => (await countUsers()) >= USERS);
            const overview = await eventually(() => request('/overview'));
            const { productInstanceId } = await overview.json();
            const licenses = new PortalLicenses({
              productInstanceId,
              sign: document => issuer.sign(document),
            });
            const installed = await licenses.installed();
            const files = { ...installed, ...(await licenses.samples()) };
            await mkdir(samplesFolder, { recursive: true });
            for (const [name, text] of Object.entries(files)) {
              await writeFile(join(samplesFolder, name), text);
            }
            for (const body of Object.values(installed)) {
              await request('/licenses', { method: 'POST', body });
            }
            await writeFile(marker, '');
          }

          // The server answers only once start-up is over, so nothing may wait for this.
          lifecycle.addStartupHook(async () => {
            (existsSync(marker) ? Promise.resolve() : install()).then(
              () =>
                logger.info(
                  `Licence files to try out are in ${displayPath(
                    samplesFolder,
                  )}`,
                ),
              error =>
                logger.error('The sample licences were not installed', error),
            );
          });
        },
      });
    },
  });
