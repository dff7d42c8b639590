import { ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/** Lets a process load TypeScript, as the Backstage CLI does. */
const TRANSFORM = [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
  '--import',
  require.resolve('@backstage/cli/config/nodeTransformHooks.mjs'),
];

const running = new Set<ChildProcess>();

// Whatever ends this process takes its children along.
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')));

/** Starts a script of this folder in a process of its own. What it prints goes to a file. */
export function start(
  script: string,
  options: {
    args?: string[];
    env?: NodeJS.ProcessEnv;
    logFile: string;
    nodeOptions?: string[];
  },
): ChildProcess {
  const log = openSync(options.logFile, 'a');
  const child = fork(script, options.args ?? [], {
    execArgv: [...TRANSFORM, ...(options.nodeOptions ?? [])],
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Waits until the process is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise(resolve => child.once('exit', resolve));
  }
}

/** Runs a script of this folder to its end. */
export async function run(
  script: string,
  input: unknown,
  logFile: string,
): Promise<void> {
  const child = start(script, { args: [JSON.stringify(input)], logFile });
  await ended(child);
  if (child.exitCode !== 0) {
    const log = await readFile(logFile, 'utf8');
    throw new Error(`${script} failed:\n${log.slice(-3000)}`);
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('A server without a port');
  }
  return address.port;
}
