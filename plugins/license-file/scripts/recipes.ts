import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Case, Keys } from './Case';
import { awkward, AWKWARD_CANONICAL, OPEN, SOME_DAY } from './facts';

const RECIPES = resolve(__dirname, '../../../docs/issuing');

const COMMANDS: [name: string, command: string, ...args: string[]][] = [
  ['issue.py', 'python3', '-B', join(RECIPES, 'issue.py'), '--with', 'openssl'],
  ['issue.go', 'go', 'run', join(RECIPES, 'issue.go')],
  ['Issue.java', 'java', join(RECIPES, 'Issue.java')],
];

/**
 * What the recipes of other languages make, each by a run of its own. Needs Python with openssl, Go and a JDK.
 */
export function recipeCases({ ed25519 }: Keys): Case[] {
  const folder = mkdtempSync(join(tmpdir(), 'license-vectors-'));
  try {
    const facts = awkward();
    const [key, members] = ['key.json', 'members.json'].map(name =>
      join(folder, name),
    );
    writeFileSync(key, JSON.stringify(ed25519), { mode: 0o600 });
    writeFileSync(members, JSON.stringify(facts));
    return COMMANDS.map(([name, command, ...args]) => {
      const file = execFileSync(command, [...args, key, members]);
      return {
        name: `made by ${name}`,
        shows: 'What the recipe writes for the members of "awkward texts".',
        facts,
        write: () => file,
        canonical: AWKWARD_CANONICAL,
        deployment: 'open',
        at: SOME_DAY,
        expected: OPEN,
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
