import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { isError, ResponseError } from '@backstage/errors';
import type {
  Checkpoint,
  CountedUserPage,
  Coverage,
  CoverageQuery,
  EventsQuery,
  LicenseDetails,
  LicensePage,
  LicensesQuery,
  Overview,
  Preview,
  ReclaimPreview,
  ReclaimQuery,
  RefreshResult,
  Revocations,
  Run,
  RunPending,
  SecurityEvent,
  SecurityEventPage,
  SecurityStatus,
  UploadResult,
  UsageHistory,
  UsageQuery,
  UsersCsvQuery,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import type {
  LicenseApi,
  RevocationsOutcome,
  UploadOutcome,
} from './LicenseApi';
import { pathSegment } from './pathSegment';
import { UnreachableError } from './UnreachableError';

const READ_TIMEOUT_MS = 15_000;
// Longer than the 15 seconds after which the server stops making people wait for a run.
const WRITE_TIMEOUT_MS = 30_000;
// Of a file with every user of a large portal, the end counts, and not only the first byte.
const DOWNLOAD_TIMEOUT_MS = 120_000;

type Query = Record<string, string | number | readonly string[] | undefined>;

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

  getOverview(): Promise<Overview> {
    return this.#json('/overview');
  }

  listLicenses(query: Partial<LicensesQuery>): Promise<LicensePage> {
    return this.#json(`/licenses${queryString(query)}`);
  }

  async getLicense(licenseId: string): Promise<LicenseDetails> {
    return this.#json(`/licenses/${pathSegment(licenseId)}`);
  }

  preview(file: Blob): Promise<Preview> {
    return this.#json('/licenses/preview', upload(file));
  }

  async upload(file: Blob): Promise<UploadOutcome> {
    const { status, body } = await this.#send('/licenses', upload(file));
    return { ...(body as UploadResult), changed: status === 201 };
  }

  async delete(licenseId: string): Promise<void> {
    await this.#send(`/licenses/${pathSegment(licenseId)}`, {
      method: 'DELETE',
    });
  }

  refresh(): Promise<RefreshResult> {
    return this.#json('/refresh', { method: 'POST' });
  }

  getSecurity(): Promise<SecurityStatus> {
    return this.#json('/security');
  }

  validate(): Promise<Run | RunPending> {
    return this.#json('/security/validation', { method: 'POST' });
  }

  scan(): Promise<Run | RunPending> {
    return this.#json('/security/integrity-scan', { method: 'POST' });
  }

  listEvents(query: Partial<EventsQuery>): Promise<SecurityEventPage> {
    return this.#json(`/security/events${queryString(query)}`);
  }

  async acknowledge(
    eventId: string,
    answer: { note: string; evidence: string },
  ): Promise<SecurityEvent> {
    return this.#json(`/security/events/${pathSegment(eventId)}/acknowledge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    });
  }

  getCheckpoint(): Promise<Checkpoint> {
    return this.#json('/security/checkpoint');
  }

  getRevocations(): Promise<Revocations> {
    return this.#json('/revocations');
  }

  async uploadRevocations(file: Blob): Promise<RevocationsOutcome> {
    const { status, body } = await this.#send('/revocations', upload(file));
    return { ...(body as Revocations), changed: status === 201 };
  }

  getUsage(query: UsageQuery): Promise<UsageHistory> {
    return this.#json(`/usage${queryString(query)}`);
  }

  listUsers(query: Partial<UsersQuery>): Promise<CountedUserPage> {
    return this.#json(`/usage/users${queryString(query)}`);
  }

  async exportUsers(query: Partial<UsersCsvQuery>): Promise<Blob> {
    const { body } = await this.#send(
      `/usage/users.csv${queryString(query)}`,
      undefined,
      {
        read: response => response.blob(),
        timeoutMs: DOWNLOAD_TIMEOUT_MS,
        stoppable: true,
      },
    );
    return body;
  }

  previewReclaim(
    query: Pick<ReclaimQuery, 'days'> & Partial<ReclaimQuery>,
  ): Promise<ReclaimPreview> {
    return this.#json(`/usage/reclaim${queryString(query)}`);
  }

  getCoverage(query: CoverageQuery): Promise<Coverage> {
    return this.#json(`/coverage${queryString(query)}`);
  }

  // The server validates its answers against the schemas of these types; checking them again here would bring the
  // schemas into the browser.
  async #json<T>(path: string, init?: RequestInit): Promise<T> {
    return (await this.#send(path, init)).body as T;
  }

  async #send<T = unknown>(
    path: string,
    init?: RequestInit,
    reading: {
      read: (response: Response) => Promise<T>;
      timeoutMs?: number;
      /** Whether it matters that the browser was told to stop. */
      stoppable?: boolean;
    } = { read: readJson },
  ): Promise<{ status: number; body: T }> {
    const abort = new AbortController();
    const timer = setTimeout(
      () => abort.abort(),
      reading.timeoutMs ?? (init?.method ? WRITE_TIMEOUT_MS : READ_TIMEOUT_MS),
    );
    try {
      const baseUrl = await this.#discoveryApi.getBaseUrl('license');
      const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
        ...init,
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

async function readJson(response: Response) {
  return response.status === 204 ? undefined : response.json();
}

function upload(file: Blob): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  };
}
