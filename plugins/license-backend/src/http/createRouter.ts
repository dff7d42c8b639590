import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  createOpenApiDocument,
  Endpoint,
  endpoints,
  Endpoints,
} from '@thetasecure/backstage-plugin-license-common';
import express from 'express';
import Router from 'express-promise-router';
import { version } from '../../package.json';
import { LicenseConfig } from '../config';
import { LicenseInstaller } from '../installing/LicenseInstaller';
import { RevocationService } from '../installing/RevocationService';
import { IntegrityService } from '../integrity/IntegrityService';
import { securityStatus } from '../integrity/securityStatus';
import { Ledger } from '../ledger/Ledger';
import { OverviewService } from '../overview/OverviewService';
import { RunService } from '../runs/RunService';
import { SourceReader } from '../sources/SourceReader';
import { SignInRecorder } from '../usage/SignInRecorder';
import { UsageService } from '../usage/UsageService';
import { refresh } from '../validation/refresh';
import { answerErrors } from './errors';
import { Answer, Handlers, serve } from './serve';

/** The HTTP API: every endpoint of the table, each of which calls one service. */
export function createRouter(options: {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  auditor: AuditorService;
  ledger: Ledger;
  sources: SourceReader;
  overview: OverviewService;
  installer: LicenseInstaller;
  integrity: IntegrityService;
  config: Pick<LicenseConfig, 'integrity'>;
  validations: RunService;
  scans: RunService;
  revocations: RevocationService;
  usage: UsageService;
  signIns: SignInRecorder;
  logger: LoggerService;
}): express.Router {
  const {
    ledger,
    overview,
    installer,
    integrity,
    revocations,
    usage,
    signIns,
  } = options;
  // Made when somebody asks: it takes longer than all the rest of the router.
  let openApi: object | undefined;
  const run = async (runs: RunService, caller: string) => {
    const body = await runs.runNow(caller);
    return new Answer(body, {
      status: 'running' in body ? 202 : 200,
      meta: { ...body },
    });
  };

  const handlers: Handlers = {
    getOverview: ({ query: { at } }) =>
      overview.getOverview(at ? Date.parse(at) : undefined),
    getCoverage: ({ query }) => overview.getCoverage(query),

    listLicenses: ({ query }) => overview.listLicenses(query),
    getLicense: ({ params }) => overview.getLicense(params.licenseId),
    previewLicense: ({ body, caller }) => installer.preview(body, caller),
    uploadLicense: async ({ body, caller }) => {
      const { installed, result } = await installer.upload(body, caller);
      return new Answer(result, {
        status: installed ? 201 : 200,
        meta: { licenseId: result.license.licenseId, installed },
      });
    },
    deleteLicense: ({ params, caller }) =>
      installer.delete(params.licenseId, caller),
    refresh: async ({ caller }) => {
      const body = await refresh(options, caller);
      const { checked, changed } = body;
      return new Answer(body, { meta: { checked, changed } });
    },

    getSecurity: () => securityStatus(options),
    validate: ({ caller }) => run(options.validations, caller),
    scan: async ({ caller }) => {
      if (!options.config.integrity.enabled) {
        throw new ConflictError(
          'Tamper detection is disabled. Remove license.integrity.enabled: false from the configuration to enable it.',
        );
      }
      return run(options.scans, caller);
    },
    listEvents: ({ query }) => integrity.listEvents(query),
    acknowledgeEvent: ({ params, caller, body }) =>
      integrity.acknowledge(params.id, caller, body),
    getCheckpoint: ({ query }) => ledger.getCheckpoint(query.sequence),

    getRevocations: () => revocations.get(),
    uploadRevocations: async ({ body: bytes, caller }) => {
      const { installed, revocations: body } = await revocations.upload(
        bytes,
        caller,
      );
      return new Answer(body, {
        status: installed ? 201 : 200,
        meta: { sequence: body.sequence, installed },
      });
    },

    getUsage: ({ query }) => usage.getHistory(query),
    listUsers: ({ query }) => usage.listUsers(query),
    exportUsers: ({ query, res }) =>
      usage.writeCsv(query, () => res.attachment('active-users.csv')),
    previewReclaim: ({ query }) => usage.previewReclaim(query),
    getSignIns: () => signIns.getState(),
    reportSignIns: ({ body }) => signIns.record(body),

    getOpenApi: async () => {
      openApi ??= createOpenApiDocument(version);
      return { ...openApi };
    },
  };

  const router = Router();
  // Numbers shown tomorrow from some cache would be wrong.
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  for (const name of Object.keys(endpoints) as (keyof Endpoints)[]) {
    const endpoint: Endpoint = endpoints[name];
    router[endpoint.method](
      endpoint.path,
      serve(endpoint, handlers[name], options),
    );
  }
  router.use((req, _res, next) => {
    // What begins with a dot is the framework's own: health, scheduler, permissions.
    next(
      req.path.startsWith('/.')
        ? undefined
        : new NotFoundError(
            'This API has no such route. GET /openapi.json describes those it has.',
          ),
    );
  });
  router.use(answerErrors(options.logger));
  return router;
}
