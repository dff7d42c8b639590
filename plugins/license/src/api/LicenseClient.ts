import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { isError, ResponseError } from '@backstage/errors';
import type {
  CoverageQuery,
  EndpointAnswer,
  Endpoints,
  EventsQuery,
  LicensesQuery,
  ReclaimQuery,
  UsageQuery,
  UsersCsvQuery,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import type { LicenseApi } from './LicenseApi';
import { pathSegment } from './pathSegment';
import { UnreachableError } from './UnreachableError';

const READ_TIMEOUT_MS = 15_000;
// Longer than the 15 seconds after which the server stops making people wait for a run.
const WRITE_TIMEOUT_MS = 30_000;
// Of a file with every user of a large portal, the end counts, and not only the first byte.
const DOWNLOAD_TIMEOUT_MS = 120_000;

type Query = Record<string, string | number | readonly string[] | undefined>;

type Filled<Path> = Path extends `${infer Head}:${string}/${infer Tail}`
  ? `${Head}${string}/${Tail}`
  : Path extends `${infer Head}:${string}`
  ? `${Head}${string}`
  : Path;

/** The answers by method and path. Of the table only its types are used: schemas and texts have no place in a browser. */
type Answers = {
  [Name in keyof Endpoints as `${Uppercase<Endpoints[Name]['method']>} ${Filled<
    Endpoints[Name]['path']
  >}`]: EndpointAnswer<Endpoints[Name]>;
};

type Sending = Pick<RequestInit, 'headers' | 'body'> & { query?: Query };

function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') {
        params.append(name, String(item));
      }
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

/**
 * Talks to the license backend over HTTP.
 *
 * @public
 */
export class LicenseClient implements LicenseApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  getOverview() {
    return this.#json('GET /overview');
  }

  listLicenses(query: Partial<LicensesQuery>) {
    return this.#json('GET /licenses', { query });
  }

  async getLicense(licenseId: string) {
    return this.#json(`GET /licenses/${pathSegment(licenseId)}`);
  }

  preview(file: Blob) {
    return this.#json('POST /licenses/preview', bytes(file));
  }

  async upload(file: Blob) {
    const { status, body } = await this.#send('POST /licenses', bytes(file));
    return { ...body, changed: status === 201 };
  }

  async delete(licenseId: string) {
    return this.#json(`DELETE /licenses/${pathSegment(licenseId)}`);
  }

  refresh() {
    return this.#json('POST /refresh');
  }

  getSecurity() {
    return this.#json('GET /security');
  }

  validate() {
    return this.#json('POST /security/validation');
  }

  scan() {
    return this.#json('POST /security/integrity-scan');
  }

  listEvents(query: Partial<EventsQuery>) {
    return this.#json('GET /security/events', { query });
  }

  async acknowledge(
    eventId: string,
    answer: { note: string; evidence: string },
  ) {
    return this.#json(
      `POST /security/events/${pathSegment(eventId)}/acknowledge`,
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer),
      },
    );
  }

  getCheckpoint() {
    return this.#json('GET /security/checkpoint');
  }

  getRevocations() {
    return this.#json('GET /revocations');
  }

  async uploadRevocations(file: Blob) {
    const { status, body } = await this.#send('POST /revocations', bytes(file));
    return { ...body, changed: status === 201 };
  }

  getUsage(query: UsageQuery) {
    return this.#json('GET /usage', { query });
  }

  listUsers(query: Partial<UsersQuery>) {
    return this.#json('GET /usage/users', { query });
  }

  async exportUsers(query: Partial<UsersCsvQuery>) {
    const { body } = await this.#send(
      'GET /usage/users.csv',
      { query },
      {
        read: response => response.blob(),
        timeoutMs: DOWNLOAD_TIMEOUT_MS,
        stoppable: true,
      },
    );
    return body;
  }

  previewReclaim(query: Pick<ReclaimQuery, 'days'> & Partial<ReclaimQuery>) {
    return this.#json('GET /usage/reclaim', { query });
  }

  getCoverage(query: CoverageQuery) {
    return this.#json('GET /coverage', { query });
  }

  async #json<Route extends keyof Answers>(route: Route, sending?: Sending) {
    return (await this.#send(route, sending)).body;
  }

  async #send<Route extends keyof Answers, T = Answers[Route]>(
    route: Route,
    { query = {}, ...init }: Sending = {},
    reading: {
      read: (response: Response) => Promise<T>;
      timeoutMs?: number;
      /** Whether it matters that the browser was told to stop. */
      stoppable?: boolean;
    } = { read: readJson },
  ): Promise<{ status: number; body: T }> {
    const [method, path] = route.split(' ');
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(),
      reading.timeoutMs ??
        (method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS),
    );
    try {
      const baseUrl = await this.#discoveryApi.getBaseUrl('license');
      const url = `${baseUrl}${path}${queryString(query)}`;
      const response = await this.#fetchApi.fetch(url, {
        ...init,
        method,
        signal: abort.signal,
      });
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      return { status: response.status, body: await reading.read(response) };
    } catch (error) {
      if (
        reading.stoppable &&
        isError(error) &&
        error.name === 'AbortError' &&
        !abort.signal.aborted
      ) {
        throw error;
      }
      // A refusal, or an answer that is no JSON, is an answer; anything else means that none came.
      if (
        isError(error) &&
        ['ResponseError', 'SyntaxError'].includes(error.name)
      ) {
        throw error;
      }
      throw new UnreachableError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

// The tests of the server hold its answers against the schemas of these types; doing so here would bring the schemas into
// the browser.
async function readJson(response: Response) {
  return response.status === 204 ? undefined : response.json();
}

function bytes(file: Blob): Sending {
  return {
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  };
}
