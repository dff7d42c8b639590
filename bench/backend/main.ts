/*
 * A backend as a portal has one, and how long it takes to start. Its configuration is given by `--config`, where it
 * listens by BENCH_URL, and whether it has the license plugin by BENCH_LICENSE.
 */
import { createBackend } from '@backstage/backend-defaults';
import { setTimeout as sleep } from 'node:timers/promises';
import { policyModule, signInModule } from './people';
import { pingPlugin } from './ping';
import { answerQuestions } from './watch';

const { BENCH_URL, BENCH_LICENSE } = process.env;

async function untilReady() {
  for (;;) {
    const ready = await fetch(`${BENCH_URL}/.backstage/health/v1/readiness`);
    await ready.arrayBuffer();
    if (ready.ok) {
      return;
    }
    await sleep(5);
  }
}

async function main() {
  answerQuestions();
  // A portal loads compiled modules; those of this checkout are compiled as they are loaded. So that does not count.
  const features = await Promise.all([
    import('@backstage/plugin-auth-backend'),
    import('@backstage/plugin-catalog-backend'),
    import('@backstage/plugin-permission-backend'),
    ...(BENCH_LICENSE === 'yes'
      ? [import('../../plugins/license-backend/src')]
      : []),
  ]);

  const began = performance.now();
  const backend = createBackend();
  features.forEach(feature => backend.add(feature.default));
  backend.add(signInModule);
  backend.add(policyModule);
  backend.add(pingPlugin);
  await backend.start();
  await untilReady();
  process.send?.({ started: performance.now() - began });
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
