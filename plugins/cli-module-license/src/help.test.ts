import { join } from 'node:path';
import { parse } from 'yaml';
import {
  Outcome,
  runInBackstageCli,
  runShellLine,
} from './__testUtils__/runCommand';
import {
  attempt,
  attemptAll,
  useWorkspaces,
  Workspace,
} from './__testUtils__/Workspace';

/** In the order in which a vendor and a customer use them. */
const COMMANDS = [
  'keys create',
  'issue',
  'inspect',
  'verify',
  'revoke',
  'checkpoint verify',
];

useWorkspaces();

describe('--help', () => {
  const help = attemptAll(COMMANDS, command => ({
    args: [...command.split(' '), '--help'],
  }));
  const exampleOf = (command: string) =>
    help(command)
      .stdout.split('\n')
      .filter(line => line.startsWith('  $ '))
      .map(line => line.slice('  $ '.length));

  it.each(COMMANDS)('of %s says how it is used, and ends well', command => {
    const { code, stdout, stderr } = help(command);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(`^Usage: thetasecure-license ${command} \\[options\\]`),
    );
    expect(exampleOf(command)).toHaveLength(1);
  });

  it.each(COMMANDS)('of %s knows no option for a secret itself', command => {
    const options = help(command).stdout.match(/^ +--[a-z-]+( <[a-z]+>)?/gm);
    const secretive = options
      ?.map(option => option.trim())
      .filter(option => /key|passphrase|password|secret/.test(option));
    const files = ['--key <file>', '--passphrase-file <file>'];
    expect(secretive?.filter(option => !files.includes(option))).toEqual([]);
  });

  describe('shows examples that work one after the other:', () => {
    const outcomes = new Map<string, Outcome>();
    let workspace: Workspace;
    beforeAll(async () => {
      const checkpoint = {
        sequence: 41,
        digest: 'a'.repeat(64),
        recordedAt: '2026-05-01T09:00:00.000Z',
      };
      // In a folder of their own, as they make the keys.
      workspace = await Workspace.create({
        'examples/saved.json': checkpoint,
        'examples/answer.json': checkpoint,
      });
      for (const command of COMMANDS) {
        const [line] = exampleOf(command);
        outcomes.set(
          command,
          await runShellLine(line, {
            cwd: join(workspace.folder, 'examples'),
          }),
        );
      }
    });

    it.each(COMMANDS)('%s', command => {
      expect(outcomes.get(command)).toEqual({
        code: 0,
        stdout: expect.any(String),
        stderr: expect.not.stringMatching(/Warning/),
      });
    });

    it('a license that the new key signed', async () => {
      const { license } = parse(outcomes.get('keys create')?.stdout ?? '');
      expect(license.trustedKeys).toEqual(
        await workspace.readJson('examples/trusted-keys.json'),
      );
      expect(outcomes.get('verify')?.stdout).toMatch(
        /^pass +signature +The signature is genuine/m,
      );
    });

    it('a list with the license on it', async () => {
      expect(
        await workspace.readJson('examples/revocations.json'),
      ).toMatchObject({
        sequence: 1,
        revoked: [{ licenseId: 'LIC-2026-000123', reason: 'Never paid' }],
      });
    });
  });
});

it('names every command when asked for help as a whole', async () => {
  const { code, stdout } = await attempt({ args: ['--help'] });
  expect(code).toBe(0);
  for (const command of COMMANDS) {
    expect(stdout).toMatch(new RegExp(`^ +${command.split(' ')[0]} `, 'm'));
  }
});

describe('as a module of the Backstage CLI', () => {
  it('is called license, and shows so in its help', async () => {
    const { folder } = await Workspace.create();
    const { code, stdout } = await runInBackstageCli(
      ['license', 'keys', 'create', '--help'],
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: backstage-cli license keys create /);
    expect(stdout).toMatch(/^ +\$ backstage-cli license keys create --kid /m);
  });

  it('does the same, and ends with the same code', async () => {
    const workspace = await Workspace.create();
    const args = ['verify', 'no.json', '--jwks', 'trusted-keys.json'];
    const [inside, alone] = await Promise.all([
      runInBackstageCli(['license', ...args], { cwd: workspace.folder }),
      workspace.run(...args),
    ]);
    expect(inside).toEqual(alone);
    expect(alone.code).toBe(2);
  });
});

it('tells its version', async () => {
  const { code, stdout } = await attempt({ args: ['--version'] });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/m);
});
