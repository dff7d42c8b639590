import type {
  Browser,
  BrowserContext,
  CDPSession,
  Page,
} from 'playwright-core';

declare global {
  interface Window {
    /** Milliseconds from the click until the page is shown. */
    benchShown: Promise<number>;
  }
}

/** A page of the portal, and how to tell that its first real content is there. */
export interface PortalPage {
  /** The link on the home page that leads there. */
  link: string;
  /** Selects elements one of which has the content. */
  selector: string;
  /** Its text. */
  text: RegExp;
}

/** A script that the browser asked for. */
export interface Script {
  /** Its name in the folder `static` of the build. */
  file: string;
  /** Bytes on the wire: compressed, with the headers of the answer. */
  sent: number;
  /** Bytes of source text. */
  size: number;
}

/** What opening a page for the first time in a session cost. */
export interface Opening {
  /** From the click on the link to the first real content on the screen. */
  milliseconds: number;
  /** What was there before the click. */
  before: Script[];
  /** What opening the page asked for, until nothing was asked for any more. */
  scripts: Script[];
}

/** Without a request for so long, a page has everything. */
const IDLE_MS = 1_000;

/** Follows the scripts of a page, by what the browser says that it received. */
class ScriptLog {
  static async start(session: CDPSession): Promise<ScriptLog> {
    const log = new ScriptLog(session);
    await session.send('Network.enable');
    return log;
  }

  #scripts: Script[] = [];
  #lastChange = Date.now();
  readonly #files = new Map<string, string>();
  readonly #sizes = new Map<string, number>();
  readonly #running = new Set<string>();

  private constructor(session: CDPSession) {
    session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      this.#lastChange = Date.now();
      this.#running.add(requestId);
      const { pathname } = new URL(request.url);
      if (type === 'Script' || pathname.endsWith('.js')) {
        this.#files.set(requestId, pathname.replace('/static/', ''));
      }
    });
    session.on('Network.dataReceived', ({ requestId, dataLength }) => {
      const size = this.#sizes.get(requestId) ?? 0;
      this.#sizes.set(requestId, size + dataLength);
    });
    session.on(
      'Network.loadingFinished',
      ({ requestId, encodedDataLength }) => {
        this.#end(requestId);
        const file = this.#files.get(requestId);
        if (file) {
          const size = this.#sizes.get(requestId) ?? 0;
          this.#scripts.push({ file, sent: encodedDataLength, size });
        }
      },
    );
    session.on('Network.loadingFailed', ({ requestId }) =>
      this.#end(requestId),
    );
  }

  #end(requestId: string) {
    this.#lastChange = Date.now();
    this.#running.delete(requestId);
  }

  /** What came since the last time, once nothing comes any more. */
  async taken(): Promise<Script[]> {
    while (this.#running.size > 0 || Date.now() - this.#lastChange < IDLE_MS) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    const scripts = this.#scripts;
    this.#scripts = [];
    return scripts;
  }
}

/** Clicks the link, and waits in the browser itself until the content is drawn. */
async function clickAndWait(page: Page, target: PortalPage): Promise<number> {
  await page.evaluate(
    ({ selector, source }) => {
      const pattern = new RegExp(source);
      const isThere = () =>
        [...document.querySelectorAll(selector)].some(element =>
          pattern.test(element.textContent ?? ''),
        );
      window.benchShown = new Promise<number>(resolve => {
        document.addEventListener(
          'click',
          () => {
            const start = performance.now();
            const observer = new MutationObserver(() => {
              if (isThere()) {
                observer.disconnect();
                // The frame with the content is on its way after the first of them, and out after the second.
                requestAnimationFrame(() =>
                  requestAnimationFrame(() =>
                    resolve(performance.now() - start),
                  ),
                );
              }
            });
            observer.observe(document, {
              subtree: true,
              childList: true,
              characterData: true,
            });
          },
          { capture: true, once: true },
        );
      });
    },
    { selector: target.selector, source: target.text.source },
  );
  await page.getByRole('link', { name: target.link }).click();
  return page.evaluate(() => window.benchShown);
}

async function openIn(
  context: BrowserContext,
  url: string,
  target: PortalPage,
): Promise<Opening> {
  const page = await context.newPage();
  const log = await ScriptLog.start(await context.newCDPSession(page));
  await page.goto(url);
  await page.getByRole('link', { name: target.link }).waitFor();
  const before = await log.taken();
  const milliseconds = await clickAndWait(page, target);
  return { milliseconds, before, scripts: await log.taken() };
}

/** Signs in with an empty cache, waits until the home page is at rest, and opens a page from there. */
export async function openPage(
  browser: Browser,
  url: string,
  target: PortalPage,
): Promise<Opening> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
  });
  try {
    return await openIn(context, url, target);
  } finally {
    await context.close();
  }
}
