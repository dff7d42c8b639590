import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser';

const { executablePath, args, env } = findBrowser();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One portal, one database: each test finds the licenses of the first start (see e2e/test.ts).
  workers: 1,
  fullyParallel: false,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    launchOptions: {
      executablePath,
      args,
      env: Object.fromEntries(
        Object.entries(env).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
    },
    viewport: { width: 1280, height: 800 },
    // West of Greenwich, where a date that went through a local midnight comes out as the day before.
    timezoneId: 'America/New_York',
    screenshot: 'only-on-failure',
  },
});
