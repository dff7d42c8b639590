import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  acknowledgementSchema,
  Checkpoint,
  checkpointQuerySchema,
  createOpenApiDocument,
  eventsQuerySchema,
  licenseCreatePermission,
  licenseDeletePermission,
  LicenseDetails,
  LicensePage,
  licenseReadPermission,
  licenseSecurityManagePermission,
  licenseSecurityReadPermission,
  licensesQuerySchema,
  Overview,
  overviewQuerySchema,
  Preview,
  RefreshResult,
  Revocations,
  Run,
  RunPending,
  SecurityEvent,
  SecurityEventPage,
  SecurityStatus,
  UploadResult,
} from '@thetasecure/backstage-plugin-license-common';
import express, { Request, Response } from 'express';
import Router from 'express-promise-router';
import { version } from '../../package.json';
import { CoverageService } from '../coverage/CoverageService';
import { LicenseInstaller } from '../installing/LicenseInstaller';
import { OverviewService } from '../overview/OverviewService';
import { RevocationService } from '../installing/RevocationService';
import { SecurityService } from '../security/SecurityService';
import { SignInRecorder } from '../usage/SignInRecorder';
import { UsageService } from '../usage/UsageService';
import { AccessControl, Caller } from './AccessControl';
import { readFileBody, readJsonBody } from './body';
import { addCoverageRoutes } from './coverageRoutes';
import { answerErrors } from './errors';
import { parse } from './parse';
import { addUsageRoutes } from './usageRoutes';

const isPending = (run: Run | RunPending): run is RunPending =>
  'running' in run;

/** The HTTP API: each route parses, calls one service, and answers. */
export function createRouter(options: {
  access: AccessControl;
  overview: OverviewService;
  coverage: CoverageService;
  installer: LicenseInstaller;
  security: SecurityService;
  revocations: RevocationService;
  usage: UsageService;
  signIns: SignInRecorder;
  logger: LoggerService;
}): express.Router {
  const { access, overview, installer, security, revocations, logger } =
    options;
  // Made when somebody asks: it takes longer than all the rest of the router.
  let openApi: object | undefined;
  const router = Router();

  // Numbers shown tomorrow from some cache would be wrong.
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });

  router.get('/overview', async (req, res: Response<Overview>) => {
    await access.authorize(req, licenseReadPermission);
    const { at } = parse(overviewQuerySchema, req.query, 'query parameter');
    res.json(await overview.getOverview(at ? Date.parse(at) : undefined));
  });

  router.get('/licenses', async (req, res: Response<LicensePage>) => {
    await access.authorize(req, licenseReadPermission);
    const query = parse(licensesQuerySchema, req.query, 'query parameter');
    res.json(await overview.listLicenses(query));
  });

  router.get(
    '/licenses/:licenseId',
    async (req, res: Response<LicenseDetails>) => {
      await access.authorize(req, licenseReadPermission);
      res.json(await overview.getLicense(req.params.licenseId));
    },
  );

  router.post('/licenses', async (req, res: Response<UploadResult>) => {
    const { installed, result } = await access.audited(
      req,
      {
        id: 'upload',
        permission: licenseCreatePermission,
        severity: 'medium',
      },
      async caller => installer.upload(await readFileBody(req, res), caller),
      uploaded => ({
        licenseId: uploaded.result.license.licenseId,
        installed: uploaded.installed,
      }),
    );
    res.status(installed ? 201 : 200).json(result);
  });

  router.post('/licenses/preview', async (req, res: Response<Preview>) => {
    const caller = await access.authorize(req, licenseCreatePermission);
    res.json(await installer.preview(await readFileBody(req, res), caller));
  });

  router.delete('/licenses/:licenseId', async (req, res) => {
    const { licenseId } = req.params;
    await access.audited(
      req,
      {
        id: 'delete',
        permission: licenseDeletePermission,
        severity: 'medium',
        meta: { licenseId },
      },
      async caller => installer.delete(licenseId, caller),
    );
    res.status(204).end();
  });

  router.post('/refresh', async (req, res: Response<RefreshResult>) => {
    const result = await access.audited(
      req,
      {
        id: 'refresh',
        permission: licenseCreatePermission,
        severity: 'medium',
      },
      async caller => security.refresh(caller),
      ({ checked, changed }) => ({ checked, changed }),
    );
    res.json(result);
  });

  router.get('/security', async (req, res: Response<SecurityStatus>) => {
    await access.authorize(req, licenseSecurityReadPermission);
    res.json(await security.getStatus());
  });

  const runNow =
    (id: string, work: (caller: Caller) => Promise<Run | RunPending>) =>
    async (req: Request, res: Response<Run | RunPending>) => {
      const run = await access.audited(
        req,
        {
          id,
          permission: licenseSecurityManagePermission,
          severity: 'medium',
        },
        work,
        result => ({ ...result }),
      );
      res.status(isPending(run) ? 202 : 200).json(run);
    };
  router.post(
    '/security/validation',
    runNow('validation', caller => security.validate(caller)),
  );
  router.post(
    '/security/integrity-scan',
    runNow('integrity-scan', caller => security.scan(caller)),
  );

  router.get(
    '/security/events',
    async (req, res: Response<SecurityEventPage>) => {
      await access.authorize(req, licenseSecurityReadPermission);
      const query = parse(eventsQuerySchema, req.query, 'query parameter');
      res.json(await security.listEvents(query));
    },
  );

  router.post(
    '/security/events/:id/acknowledge',
    async (req, res: Response<SecurityEvent>) => {
      const { id } = req.params;
      const event = await access.audited(
        req,
        {
          id: 'event-acknowledge',
          permission: licenseSecurityManagePermission,
          severity: 'medium',
          meta: { event: id },
          usersOnly: true,
        },
        async caller => {
          const body = await readJsonBody(req, res);
          const answer = parse(acknowledgementSchema, body, 'member');
          return security.acknowledge(id, caller, answer);
        },
      );
      res.json(event);
    },
  );

  router.get('/security/checkpoint', async (req, res: Response<Checkpoint>) => {
    await access.authorize(req, licenseSecurityReadPermission);
    const { sequence } = parse(
      checkpointQuerySchema,
      req.query,
      'query parameter',
    );
    res.json(await security.getCheckpoint(sequence));
  });

  router.get('/revocations', async (req, res: Response<Revocations>) => {
    await access.authorize(req, licenseReadPermission);
    res.json(await revocations.get());
  });

  router.post('/revocations', async (req, res: Response<Revocations>) => {
    const { installed, revocations: inForce } = await access.audited(
      req,
      {
        id: 'revocations-upload',
        permission: licenseCreatePermission,
        severity: 'medium',
      },
      async caller =>
        revocations.upload(await readFileBody(req, res, 'revocations'), caller),
      uploaded => ({
        sequence: uploaded.revocations.sequence,
        installed: uploaded.installed,
      }),
    );
    res.status(installed ? 201 : 200).json(inForce);
  });

  addCoverageRoutes(router, { access, coverage: options.coverage });
  addUsageRoutes(router, {
    access,
    usage: options.usage,
    signIns: options.signIns,
  });

  router.get('/openapi.json', async (req, res) => {
    await access.authorize(req, licenseReadPermission);
    openApi ??= createOpenApiDocument(version);
    res.json(openApi);
  });

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
  router.use(answerErrors(logger));
  return router;
}
