import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const PROGRAM = resolve(__dirname, '../../bin/thetasecure-license');

/** More at a time only wait for one another. */
const AT_A_TIME = 3;

/** Nothing takes so long but waiting for a prompt that never comes. */
const MOST_MILLISECONDS = 120_000;

/** What came of a run. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** The folder to run in. */
  cwd: string;
  /** What the standard input holds; nothing by default. */
  input?: string | Uint8Array;
  /** Besides what every run has. */
  env?: Record<string, string>;
}

/** Not the environment of the tests: what a person set there must not change what is tested. */
function cleanEnvironment(more: Record<string, string> | undefined) {
  const { PATH = '', HOME = '' } = process.env;
  // Today is nowhere as early as there, so that days by the clock of the machine would be found.
  return { PATH, HOME, TZ: 'Pacific/Kiritimati', ...more };
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_A_TIME) {
    await new Promise<void>(go => waiting.push(go));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) {
      next();
    } else {
      running -= 1;
    }
  }
}

function start(
  file: string,
  args: readonly string[],
  { cwd, input, env }: RunOptions,
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(file, args, {
      cwd,
      env: cleanEnvironment(env),
      timeout: MOST_MILLISECONDS,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout!.on('data', chunk => stdout.push(chunk));
    child.stderr!.on('data', chunk => stderr.push(chunk));
    child.on('error', fail);
    child.on('close', code =>
      done({
        code,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
    // A command that ends without reading its input closes it.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** What holds for every run, whatever it is about. */
function expectManners({ code, stderr }: Outcome): void {
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stderr).not.toContain('a fault of the command itself');
  if (code !== 0) {
    expect(stderr.trimEnd()).toMatch(/[.!?]$/);
  }
}

/** Runs the program itself; several at a time if asked for more than one. */
export async function runCommand(
  args: readonly string[],
  options: RunOptions,
): Promise<Outcome> {
  const outcome = await inTurn(() =>
    start(process.execPath, [PROGRAM, ...args], options),
  );
  expectManners(outcome);
  return outcome;
}

/** Runs the Backstage CLI with only this module in it. */
export async function runInBackstageCli(
  args: readonly string[],
  options: RunOptions,
): Promise<Outcome> {
  const cli = JSON.stringify(require.resolve('@backstage/cli-node'));
  const transform = JSON.stringify(
    require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
  );
  const module = JSON.stringify(resolve(__dirname, '..'));
  const script = `require(${transform});
    const { runCli } = require(${cli});
    runCli({ modules: [require(${module}).default], name: 'backstage-cli' });`;
  return inTurn(() =>
    start(process.execPath, ['-e', script, 'backstage-cli', ...args], options),
  );
}

/** Runs a line of the shell that calls the program by its name. */
export async function runShellLine(
  line: string,
  options: RunOptions,
): Promise<Outcome> {
  return inTurn(() =>
    start(
      'bash',
      [
        '-c',
        `node=$0; program=$1; thetasecure-license() { "$node" "$program" "$@"; }\nset -o pipefail\n${line}`,
        process.execPath,
        PROGRAM,
      ],
      options,
    ),
  );
}

/** Waits for each prompt and types the answer to it; what the terminal showed goes to the standard output. */
const TYPIST = `
import json, os, pty, sys
answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown = b""
begin = 0
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
    if answers and answers[0][0].encode() in shown[begin:]:
        begin = len(shown)
        os.write(terminal, answers.pop(0)[1].encode())
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/**
 * Runs the program on a terminal of its own, where somebody answers prompts.
 *
 * @param answers - prompts, and the keys that are typed once each is shown
 * @returns all that the terminal showed as `stdout`
 */
export async function runOnTerminal(
  answers: readonly (readonly [prompt: string, keys: string])[],
  args: readonly string[],
  options: RunOptions,
): Promise<Outcome> {
  return inTurn(() =>
    start(
      'python3',
      ['-c', TYPIST, JSON.stringify(answers), process.execPath, PROGRAM].concat(
        args,
      ),
      options,
    ),
  );
}
