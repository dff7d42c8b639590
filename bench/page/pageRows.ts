import { Browser, chromium } from 'playwright-core';
import { join } from 'node:path';
import { findBrowser } from '../../e2e/browser';
import { Bench, Findings, Measurement } from '../Bench';
import { compare } from '../measure/compare';
import { Row } from '../Row';
import { buildPortal } from './buildPortal';
import { declarationOf } from './contents';
import { Opening, openPage, PortalPage, Script } from './openPage';
import { PortalBackend } from './PortalBackend';
import { PortalServer } from './PortalServer';

const KIB = 1024;

const AGAINST = 'notifications page of the same build';

/** The first thing that one wants to know is how many users there are. */
const LICENSE: PortalPage = {
  link: 'To the licenses',
  selector: 'main section',
  text: /\d+ \/ \d+/,
};

const NOTIFICATIONS: PortalPage = {
  link: 'To the notifications',
  selector: 'table',
  text: /Sample \d+/,
};

/** What the rows are of. */
const KINDS = {
  sent: {
    id: 'page-scripts',
    what: 'Scripts for the first view of the license page, as sent (gzip)',
    unit: 'KiB',
  },
  size: {
    id: 'page-source',
    what: 'The same, unpacked',
    unit: 'KiB',
  },
  view: {
    id: 'page-view',
    what: 'First view of the Overview after signing in, from the click to the number of users',
    unit: 'ms',
  },
} as const;

/** A portal that is served, and a browser for it. */
export interface OpenPortal {
  dist: string;
  open(page: PortalPage): Promise<Opening>;
}

async function launch(): Promise<Browser> {
  const { executablePath, args, env } = findBrowser();
  return chromium.launch({
    executablePath,
    args: [...args, '--no-sandbox', '--disable-gpu'],
    env: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  });
}

/** Builds and starts everything, does something with it, and ends it. */
export async function withPortal<T>(
  bench: Bench,
  use: (portal: OpenPortal) => Promise<T>,
): Promise<T> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    bench.say('building a portal');
    const dist = await buildPortal(join(bench.folder, 'portal-build.log'));
    const backend = await PortalBackend.start(bench);
    ends.push(() => backend.stop());
    const server = await PortalServer.start(dist, backend.url);
    ends.push(() => server.stop());
    const browser = await launch();
    ends.push(() => browser.close());
    return await use({
      dist,
      open: page => openPage(browser, server.url, page),
    });
  } finally {
    for (const end of ends.reverse()) {
      await end();
    }
  }
}

const total = (scripts: Script[], key: 'sent' | 'size') =>
  scripts.reduce((sum, script) => sum + script[key], 0) / KIB;

async function sample(portal: OpenPortal, page: PortalPage) {
  const { scripts, milliseconds } = await portal.open(page);
  return {
    sent: total(scripts, 'sent'),
    size: total(scripts, 'size'),
    view: milliseconds,
  };
}

/** The first opening of both pages: it warms the server up, and shows what there is to be loaded. */
export async function firstOpenings(portal: OpenPortal) {
  const license = await portal.open(LICENSE);
  const notifications = await portal.open(NOTIFICATIONS);
  const declaration = await declarationOf(portal.dist, license.before);
  return { license, notifications, declaration };
}

async function measurePages(
  bench: Bench,
): Promise<Required<Pick<Findings, 'rows' | 'notes'>>> {
  return withPortal(bench, async portal => {
    const { declaration } = await firstOpenings(portal);
    bench.say('opening the license page and the page of notifications');
    const found = await compare({
      own: () => sample(portal, LICENSE),
      other: () => sample(portal, NOTIFICATIONS),
      bounds: { sent: 1, size: 1, view: 1 },
      combination: 'ratio',
      plan: bench.plan,
    });
    const rows = (['sent', 'size', 'view'] as const).map(
      (name): Row => ({
        ...KINDS[name],
        against: AGAINST,
        ...found[name],
        bound: 1,
        boundUnit: 'x',
      }),
    );
    return {
      rows,
      notes: [
        `Before the license page is opened, the scripts of the portal have ${declaration} bytes of the plugin: where its page is, and the client of its API.`,
      ],
    };
  });
}

/**
 * What the license page costs a browser, against the page of notifications in the same portal.
 *
 * @throws if anything of the page is loaded before it is opened
 */
export async function pageRows(bench: Bench): Promise<Row[]> {
  return (await measurePages(bench)).rows;
}

/** The same, to be run with all others. A browser does not see which database it is, so one is enough. */
export const page: Measurement = {
  id: 'page',
  measure: async bench =>
    bench.home.name === 'SQLite' ? measurePages(bench) : {},
};
