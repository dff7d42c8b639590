import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** How to start a Chromium. */
export interface Browser {
  executablePath: string;
  args: string[];
  env: Record<string, string | undefined>;
}

const root = resolve(__dirname, '..');

/** Nothing in the background: the tests talk to this machine only. */
const ARGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Where installers put Chrome and Chromium when they put it on no PATH. */
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** Whether the program starts: a file of that name may be a stub, or lack libraries. */
function runs(executablePath: string, env: Browser['env']): boolean {
  if (process.platform === 'win32') {
    // There `--version` would open a window.
    return existsSync(executablePath);
  }
  const { status } = spawnSync(executablePath, ['--version'], {
    env: env as NodeJS.ProcessEnv,
    timeout: 60_000,
  });
  return status === 0;
}

function installedBrowser(): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => COMMANDS.map(command => join(folder, command)));
  return [...onPath, ...USUAL_PLACES].find(
    file => existsSync(file) && runs(file, process.env),
  );
}

/**
 * Unpacks `@sparticuz/chromium` into a folder of its own, once for each checkout and version.
 *
 * The package unpacks to fixed names in the folder for temporary files, where it would take whatever bears such
 * a name, and takes its libraries along on Amazon's machines only: so a process of its own gets another folder
 * for temporary files, and is told that it is on such a machine.
 */
function unpackedBrowser(): string {
  const name = '@sparticuz/chromium';
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  const cache = join(root, 'node_modules/.cache/license-chromium');
  const folder = join(cache, version);
  if (existsSync(folder)) {
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(join(cache, 'partial-'));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import chromium from '${name}'; await chromium.executablePath();`,
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        TMPDIR: partial,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      },
    },
  );
  if (status !== 0) {
    throw new Error(`The package ${name} cannot be unpacked: ${stderr}`);
  }
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another process was faster.
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw error;
    }
  }
  return folder;
}

/** The Chromium inside a package, with fonts, and with libraries where the system has none. */
function packagedBrowser(): Browser | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return undefined;
  }
  const folder = unpackedBrowser();
  const fontConfig = join(folder, 'with-system-fonts.conf');
  writeFileSync(
    fontConfig,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`,
  );
  const executablePath = join(folder, 'chromium');
  const own = { ...process.env, FONTCONFIG_FILE: fontConfig };
  const withLibraries = {
    ...own,
    LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH]
      .filter(Boolean)
      .join(delimiter),
  };
  const env = [own, withLibraries].find(it => runs(executablePath, it));
  return env && { executablePath, args: ARGS, env };
}

/**
 * An installed Chrome or Chromium (the one that CHROMIUM names, if it is set), otherwise the one inside a package.
 *
 * @throws an error with the remedy where there is neither
 */
export function findBrowser(): Browser {
  const named = process.env.CHROMIUM;
  const installed = named ?? installedBrowser();
  if (named && !runs(named, process.env)) {
    throw new Error(
      `CHROMIUM names "${named}", which does not start: correct it, or unset it.`,
    );
  }
  const browser = installed
    ? { executablePath: installed, args: ARGS, env: process.env }
    : packagedBrowser();
  if (!browser) {
    throw new Error(
      `The browser tests found no Chrome or Chromium on this ${process.platform}-${process.arch} machine: install one, or name its program in the environment variable CHROMIUM.`,
    );
  }
  return browser;
}
