// Runs every test, each runner even if the one before failed, and says at the end how many passed and failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'license-tests-'));

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return status ?? 1;
}

/** What a runner wrote down, or undefined if it did not come so far. */
function report(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A runner that failed without a failed test, or ran none, counts as one failure. */
function judge(name, status, { passed, failed }) {
  if (failed === 0 && (status !== 0 || passed === 0)) {
    console.error(
      `${name} ended with status ${status} and ran ${passed} tests`,
    );
    return { passed, failed: 1 };
  }
  return { passed, failed };
}

function runJest() {
  const file = join(folder, 'jest.json');
  const status = run('backstage-cli', [
    'repo',
    'test',
    '--no-watch',
    '--json',
    `--outputFile=${file}`,
    ...process.argv.slice(2),
  ]);
  const result = report(file);
  return judge('jest', status, {
    passed: result?.numPassedTests ?? 0,
    // A skipped test proves nothing, so it does not count as passed.
    failed:
      (result?.numFailedTests ?? 0) +
      (result?.numPendingTests ?? 0) +
      (result?.numTodoTests ?? 0) +
      (result?.numRuntimeErrorTestSuites ?? 0),
  });
}

function runPlaywright() {
  const file = join(folder, 'playwright.json');
  const status = run('playwright', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const { stats, errors } = report(file) ?? {};
  return judge('playwright', status, {
    passed: stats?.expected ?? 0,
    failed:
      (stats?.unexpected ?? 0) +
      (stats?.flaky ?? 0) +
      (stats?.skipped ?? 0) +
      (errors?.length ?? 0),
  });
}

const results = [runJest(), runPlaywright()];
rmSync(folder, { recursive: true, force: true });
const sum = key => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(sum('failed') === 0 ? 0 : 1);
