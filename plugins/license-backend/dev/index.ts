import { createBackend } from '@backstage/backend-defaults';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Issuer } from './Issuer';
import { policyModule } from './policy';
import { portalFolder } from './portalFolder';
import { samplesPlugin } from './samples';
import { configureSealing } from './sealing';
import { peopleModule, writeUsers } from './people';

async function startPortal() {
  // The database of the auth plugin holds the keys of its tokens.
  await mkdir(portalFolder, { recursive: true, mode: 0o700 });
  // Lets the browser tests end the backend alone.
  await writeFile(join(portalFolder, 'backend.pid'), String(process.pid));
  // The configuration refers to both files, so they are there before it is read.
  await writeUsers(portalFolder);
  const issuer = await Issuer.open(portalFolder);
  await configureSealing(portalFolder);

  const backend = createBackend();
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
  backend.add(peopleModule);
  backend.add(
    import('@thetasecure/backstage-plugin-auth-backend-module-license'),
  );
  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(policyModule);
  backend.add(import('../src'));
  backend.add(samplesPlugin(issuer));
  await backend.start();
}

startPortal().catch(error => {
  // eslint-disable-next-line no-console
  console.error(error);
  process.exit(1);
});
