import type {
  Checkpoint,
  CountedUser,
  CountedUserPage,
  Coverage,
  License,
  LicenseDetails,
  LicensePage,
  Overview,
  Preview,
  ReclaimPreview,
  RefreshResult,
  Revocations,
  Run,
  RunPending,
  SecurityEvent,
  SecurityEventPage,
  SecurityStatus,
  UploadResult,
  UsageHistory,
} from '@thetasecure/backstage-plugin-license-common';
import {
  aCheck,
  aCheckpoint,
  aCoverage,
  aDay,
  aLicense,
  aLicenseInGrace,
  anOverview,
  aRun,
  aSecurityStatus,
  aUser,
} from './builders';

/** A request as it arrived. */
export interface ReceivedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: BodyInit | null | undefined;
}

type Answer = Response | Promise<Response>;

/** Answers like the error middleware of Backstage. */
export function refusal(status: number, name: string, message: string) {
  return Response.json(
    { error: { name, message }, response: { statusCode: status } },
    { status },
  );
}

/** The page that was asked for. */
function cut<T>(found: T[], query: URLSearchParams) {
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  return {
    items: found.slice(offset, offset + limit),
    totalItems: found.length,
  };
}

/**
 * The HTTP API of the license backend, in memory. A test sets what it holds, or how one route answers, and reads
 * what was asked of it.
 */
export class FakeServer {
  readonly requests: ReceivedRequest[] = [];
  licenses: License[] = [aLicense(), aLicenseInGrace()];
  overview: Overview = anOverview();
  security: SecurityStatus = aSecurityStatus();
  events: SecurityEvent[] = [];
  /** Whether the present state of what an event is about can become the baseline. */
  acceptable = true;
  checkpoint: Checkpoint = aCheckpoint();
  revocations: Revocations = { sequence: 0, revoked: [] };
  preview: Preview = { checks: [aCheck()], before: anOverview() };
  users: CountedUser[] = [aUser(1), aUser(2)];
  history: UsageHistory = { items: [aDay()] };
  coverage: Coverage = aCoverage();
  run: Run | RunPending = aRun();
  /** Whether requests get through at all. */
  connected = true;
  readonly #overrides = new Map<string, () => Answer>();

  /** Answers a route otherwise, such as `GET /overview`, until told differently. */
  answer(route: string, answer: (() => Answer) | undefined) {
    if (answer) {
      this.#overrides.set(route, answer);
    } else {
      this.#overrides.delete(route);
    }
  }

  /** What was asked of a route. */
  received(route: string): ReceivedRequest[] {
    return this.requests.filter(
      ({ method, path }) => `${method} ${path}` === route,
    );
  }

  readonly fetch: typeof fetch = async (input, init) => {
    if (!this.connected) {
      throw new TypeError('Failed to fetch');
    }
    const url = new URL(String(input instanceof Request ? input.url : input));
    const request: ReceivedRequest = {
      method: init?.method ?? 'GET',
      path: url.pathname.replace(/^.*\/api\/license/, ''),
      query: url.searchParams,
      headers: new Headers(init?.headers),
      body: init?.body,
    };
    this.requests.push(request);
    const route = `${request.method} ${request.path}`;
    return this.#overrides.get(route)?.() ?? this.#route(route, request);
  };

  #route(route: string, request: ReceivedRequest): Answer {
    const id = decodeURIComponent(request.path.split('/')[2] ?? '');
    switch (route) {
      case 'GET /overview':
        return Response.json(this.overview satisfies Overview);
      case 'GET /licenses':
        return Response.json(this.#page(request.query));
      case 'POST /licenses/preview':
        return Response.json(this.preview satisfies Preview);
      case 'POST /licenses': {
        const { license = aLicense(), checks, before, after } = this.preview;
        this.licenses = [...this.licenses, license];
        return Response.json(
          {
            license,
            checks,
            before,
            after: after ?? before,
          } satisfies UploadResult,
          { status: 201 },
        );
      }
      case 'POST /refresh':
        return Response.json({
          checked: this.licenses.length,
          changed: [],
          overview: this.overview,
        } satisfies RefreshResult);
      case 'GET /security':
        return Response.json(this.security satisfies SecurityStatus);
      case 'GET /security/events':
        return Response.json(this.#eventPage(request.query));
      case 'GET /security/checkpoint':
        return Response.json(this.checkpoint satisfies Checkpoint);
      case 'GET /revocations':
        return Response.json(this.revocations satisfies Revocations);
      case 'POST /revocations':
        return this.#revoke(request.body as Blob);
      case 'GET /usage':
        return Response.json(this.history satisfies UsageHistory);
      case 'GET /usage/users':
        return Response.json(this.#userPage(request.query));
      case 'GET /usage/users.csv':
        return new Response(
          `User\r\n${this.#usersFound(request.query)
            .map(({ user }) => `${user}\r\n`)
            .join('')}`,
          { headers: { 'content-type': 'text/csv; charset=utf-8' } },
        );
      case 'GET /usage/reclaim':
        return Response.json(this.#reclaim(request.query));
      case 'GET /coverage':
        return Response.json(this.coverage satisfies Coverage);
      case 'POST /security/validation':
      case 'POST /security/integrity-scan':
        return Response.json(this.run, {
          status: 'running' in this.run ? 202 : 200,
        });
      default:
    }
    if (request.path.endsWith('/acknowledge')) {
      return this.#acknowledge(request);
    }
    if (request.method === 'DELETE' && id.startsWith('document:')) {
      return this.#deleteDocument(id);
    }
    const license = this.licenses.find(({ licenseId }) => licenseId === id);
    if (!license) {
      return refusal(404, 'NotFoundError', `No license ${id}`);
    }
    if (request.method === 'DELETE') {
      this.licenses = this.licenses.filter(other => other !== license);
      return new Response(null, { status: 204 });
    }
    return Response.json({
      ...license,
      checks: [aCheck()],
    } satisfies LicenseDetails);
  }

  #page(query: URLSearchParams): LicensePage {
    const search = query.get('search')?.toLowerCase() ?? '';
    const statuses = query.getAll('status');
    const found = this.licenses.filter(
      ({ licenseId, status }) =>
        licenseId.toLowerCase().includes(search) &&
        (statuses.length === 0 || statuses.includes(status)),
    );
    return cut(found, query);
  }

  #usersFound(query: URLSearchParams): CountedUser[] {
    const search = query.get('search')?.toLowerCase() ?? '';
    const found = this.users.filter(({ user, displayName = '' }) =>
      `${user} ${displayName}`.toLowerCase().includes(search),
    );
    return query.get('order') === 'desc' ? found.reverse() : found;
  }

  #userPage(query: URLSearchParams): CountedUserPage {
    const { activeUsers, usage } = this.overview;
    return {
      ...cut(this.#usersFound(query), query),
      activeUsers,
      usage,
    };
  }

  /** Those who were seen at all were seen long ago. */
  #reclaim(query: URLSearchParams): ReclaimPreview {
    const seen = this.users.filter(({ lastSeenAt }) => lastSeenAt);
    return {
      ...cut(seen, query),
      days: Number(query.get('days')),
      activeUsers: this.users.length,
      remainingUsers: this.users.length - seen.length,
      neverSeen: this.users.length - seen.length,
    };
  }

  #eventPage(query: URLSearchParams): SecurityEventPage {
    const state = query.get('state') ?? 'all';
    const found = this.events.filter(
      ({ active, acknowledgedAt }) =>
        state === 'all' || (active || !acknowledgedAt) === (state === 'open'),
    );
    return cut(found, query);
  }

  #acknowledge({ path, body }: ReceivedRequest): Answer {
    const event = this.events.find(({ id }) => id === path.split('/')[3]);
    if (!event) {
      return refusal(404, 'NotFoundError', `No security event ${path}`);
    }
    const { note, evidence } = JSON.parse(String(body));
    // What is gone already is not accepted, so nothing has to be compared.
    if (event.active && evidence !== event.evidence) {
      return refusal(409, 'ConflictError', 'Something else is there now');
    }
    const acknowledged: SecurityEvent = {
      ...event,
      active: event.active && !this.acceptable,
      acknowledgedAt: '2026-05-10T09:00:00.000Z',
      acknowledgedBy: 'user:default/admin',
      note,
    };
    this.events = this.events.map(other =>
      other === event ? acknowledged : other,
    );
    return Response.json(acknowledged);
  }

  /** The alarm latches: somebody still has to answer for it. */
  #deleteDocument(subject: string): Answer {
    const there = this.events.find(
      event => event.active && event.subject === subject,
    );
    if (!there) {
      return refusal(404, 'NotFoundError', `No ${subject}`);
    }
    this.events = this.events.map(event =>
      event === there ? { ...event, active: false } : event,
    );
    return new Response(null, { status: 204 });
  }

  async #revoke(file: Blob): Promise<Response> {
    const list: Revocations = JSON.parse(await file.text());
    if (list.sequence < this.revocations.sequence) {
      return refusal(409, 'ConflictError', 'A later list is in force');
    }
    const isNew = list.sequence > this.revocations.sequence;
    this.revocations = list;
    return Response.json(list, { status: isNew ? 201 : 200 });
  }
}
