import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  Agent,
  createServer,
  IncomingMessage,
  request,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * Serves a built portal on this machine alone, compressed, and the backend below `/api` on the same origin, as a
 * portal's own backend does.
 */
export class PortalServer {
  /**
   * @param dist - the folder of the build
   * @param backendUrl - what is asked for below `/api`
   */
  static async start(dist: string, backendUrl: string): Promise<PortalServer> {
    const portal = new PortalServer(dist, new URL(backendUrl));
    await new Promise<void>(resolve =>
      portal.#server.listen(0, '127.0.0.1', resolve),
    );
    return portal;
  }

  readonly #dist: string;
  readonly #backend: URL;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  readonly #files = new Map<string, { type: string; body: Buffer }>();

  private constructor(dist: string, backend: URL) {
    this.#dist = dist;
    this.#backend = backend;
    this.#server = createServer((req, res) => {
      const { pathname } = new URL(req.url!, 'http://portal');
      if (pathname.startsWith('/api/')) {
        this.#proxy(req, res);
      } else {
        this.#serve(pathname, res).catch(error => res.destroy(error));
      }
    });
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #proxy(req: IncomingMessage, res: ServerResponse) {
    const upstream = request(
      {
        agent: this.#agent,
        host: this.#backend.hostname,
        port: this.#backend.port,
        path: req.url,
        method: req.method,
        headers: req.headers,
      },
      answer => {
        res.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(res);
      },
    );
    upstream.on('error', error => res.destroy(error));
    req.pipe(upstream);
  }

  async #serve(pathname: string, res: ServerResponse) {
    const file = join(this.#dist, normalize(pathname));
    // Whatever is no file is a page of the portal.
    const found = extname(file) && existsSync(file);
    if (!found && pathname.startsWith('/static/')) {
      res.writeHead(404).end();
      return;
    }
    const { type, body } = await this.#compressed(
      found ? file : join(this.#dist, 'index.html'),
    );
    res.writeHead(200, {
      'Content-Type': type,
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
      'Cache-Control': found ? 'public, max-age=1209600' : 'no-store',
    });
    res.end(body);
  }

  /** Once for each file, so that no round waits for it more than another. */
  async #compressed(file: string) {
    const known = this.#files.get(file);
    if (known) {
      return known;
    }
    const entry = {
      type: TYPES[extname(file)] ?? 'application/octet-stream',
      body: gzipSync(await readFile(file)),
    };
    this.#files.set(file, entry);
    return entry;
  }
}
