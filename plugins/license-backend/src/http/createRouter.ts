import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  acknowledgementSchema,
  checkpointQuerySchema,
  coverageQuerySchema,
  createOpenApiDocument,
  eventsQuerySchema,
  licenseCreatePermission,
  licenseDeletePermission,
  licenseReadPermission,
  licenseSecurityManagePermission,
  licenseSecurityReadPermission,
  licensesQuerySchema,
  overviewQuerySchema,
} from '@thetasecure/backstage-plugin-license-common';
import express from 'express';
import Router from 'express-promise-router';
import { version } from '../../package.json';
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
import { AccessControl } from './AccessControl';
import { readFile, readJson } from './body';
import { answerErrors } from './errors';
import { addUsageRoutes } from './usageRoutes';

/** The HTTP API: each route parses, calls one service, and answers. */
export function createRouter(options: {
  access: AccessControl;
  ledger: Ledger;
  sources: SourceReader;
  overview: OverviewService;
  installer: LicenseInstaller;
  integrity: IntegrityService;
  integrityEnabled: boolean;
  validations: RunService;
  scans: RunService;
  revocations: RevocationService;
  usage: UsageService;
  signIns: SignInRecorder;
  logger: LoggerService;
}): express.Router {
  const { access, ledger, overview, installer, integrity, revocations } =
    options;
  const read = { permission: licenseReadPermission };
  const create = { permission: licenseCreatePermission };
  const readSecurity = { permission: licenseSecurityReadPermission };
  const manageSecurity = { permission: licenseSecurityManagePermission };
  // Made when somebody asks: it takes longer than all the rest of the router.
  let openApi: object | undefined;
  const router = Router();

  // Numbers shown tomorrow from some cache would be wrong.
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });

  router.get(
    '/overview',
    access.authorized(
      { ...read, query: overviewQuerySchema },
      async ({ query: { at } }) =>
        overview.getOverview(at ? Date.parse(at) : undefined),
    ),
  );
  router.get(
    '/coverage',
    access.authorized(
      { ...read, query: coverageQuerySchema },
      async ({ query }) => overview.getCoverage(query),
    ),
  );

  router.get(
    '/licenses',
    access.authorized(
      { ...read, query: licensesQuerySchema },
      async ({ query }) => overview.listLicenses(query),
    ),
  );
  router.get(
    '/licenses/:licenseId',
    access.authorized(read, async ({ req }) =>
      overview.getLicense(req.params.licenseId),
    ),
  );
  router.post(
    '/licenses',
    access.audited({ ...create, eventId: 'upload' }, async asked => {
      const { installed, result } = await installer.upload(
        await readFile('license', asked),
        asked.caller,
      );
      return {
        status: installed ? 201 : 200,
        body: result,
        meta: { licenseId: result.license.licenseId, installed },
      };
    }),
  );
  router.post(
    '/licenses/preview',
    access.authorized(create, async asked =>
      installer.preview(await readFile('license', asked), asked.caller),
    ),
  );
  router.delete(
    '/licenses/:licenseId',
    access.audited(
      { permission: licenseDeletePermission, eventId: 'delete' },
      async ({ req, caller }) => {
        await installer.delete(req.params.licenseId, caller);
        return { status: 204 };
      },
    ),
  );
  router.post(
    '/refresh',
    access.audited({ ...create, eventId: 'refresh' }, async ({ caller }) => {
      const body = await refresh(options, caller);
      const { checked, changed } = body;
      return { body, meta: { checked, changed } };
    }),
  );

  router.get(
    '/security',
    access.authorized(readSecurity, async () => securityStatus(options)),
  );
  const runsNow = (eventId: string, runs: RunService) =>
    access.audited({ ...manageSecurity, eventId }, async ({ caller }) => {
      if (runs === options.scans && !options.integrityEnabled) {
        throw new ConflictError(
          'Tamper detection is disabled. Remove license.integrity.enabled: false from the configuration to enable it.',
        );
      }
      const run = await runs.runNow(caller);
      return {
        status: 'running' in run ? 202 : 200,
        body: run,
        meta: { ...run },
      };
    });
  router.post(
    '/security/validation',
    runsNow('validation', options.validations),
  );
  router.post(
    '/security/integrity-scan',
    runsNow('integrity-scan', options.scans),
  );
  router.get(
    '/security/events',
    access.authorized(
      { ...readSecurity, query: eventsQuerySchema },
      async ({ query }) => integrity.listEvents(query),
    ),
  );
  router.post(
    '/security/events/:event/acknowledge',
    access.audited(
      { ...manageSecurity, usersOnly: true, eventId: 'event-acknowledge' },
      async asked => ({
        body: await integrity.acknowledge(
          asked.req.params.event,
          asked.caller,
          await readJson(acknowledgementSchema, asked),
        ),
      }),
    ),
  );
  router.get(
    '/security/checkpoint',
    access.authorized(
      { ...readSecurity, query: checkpointQuerySchema },
      async ({ query: { sequence } }) =>
        sequence === undefined
          ? ledger.getCheckpoint()
          : ledger.getCheckpointOf(sequence),
    ),
  );

  router.get(
    '/revocations',
    access.authorized(read, async () => revocations.get()),
  );
  router.post(
    '/revocations',
    access.audited(
      { ...create, eventId: 'revocations-upload' },
      async asked => {
        const { installed, revocations: body } = await revocations.upload(
          await readFile('revocations', asked),
          asked.caller,
        );
        return {
          status: installed ? 201 : 200,
          body,
          meta: { sequence: body.sequence, installed },
        };
      },
    ),
  );

  addUsageRoutes(router, options);

  router.get(
    '/openapi.json',
    access.authorized(read, async () => {
      openApi ??= createOpenApiDocument(version);
      return openApi;
    }),
  );

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
