import {
  CountedUserPage,
  licenseReadPermission,
  licenseUsageReadPermission,
  licenseUsageReportPermission,
  ReclaimPreview,
  reclaimQuerySchema,
  signInReportSchema,
  SignInState,
  UsageHistory,
  usageQuerySchema,
  usersCsvQuerySchema,
  usersQuerySchema,
} from '@thetasecure/backstage-plugin-license-common';
import { Response, Router } from 'express';
import { SignInRecorder } from '../usage/SignInRecorder';
import { UsageService } from '../usage/UsageService';
import { AccessControl } from './AccessControl';
import { readJsonBody } from './body';
import { parse } from './parse';

/** The plugin that knows who signed in. */
const AUTH_PLUGIN = 'auth';

/** Adds the routes that tell how many users there are, and who, and those that are told who signed in. */
export function addUsageRoutes(
  router: Router,
  options: {
    access: AccessControl;
    usage: UsageService;
    signIns: SignInRecorder;
  },
): void {
  const { access, usage, signIns } = options;

  router.get('/usage', async (req, res: Response<UsageHistory>) => {
    await access.authorize(req, licenseReadPermission);
    const query = parse(usageQuerySchema, req.query, 'query parameter');
    res.json(await usage.getHistory(query));
  });

  router.get('/usage/users', async (req, res: Response<CountedUserPage>) => {
    await access.authorize(req, licenseUsageReadPermission);
    const query = parse(usersQuerySchema, req.query, 'query parameter');
    res.json(await usage.listUsers(query));
  });

  router.get('/usage/users.csv', async (req, res) => {
    await access.audited(
      req,
      {
        id: 'users-export',
        permission: licenseUsageReadPermission,
        severity: 'low',
      },
      async () => {
        const query = parse(usersCsvQuerySchema, req.query, 'query parameter');
        await usage.writeCsv(query, () => {
          res.setHeader('Content-Type', 'text/csv; charset=utf-8');
          res.setHeader(
            'Content-Disposition',
            'attachment; filename="active-users.csv"',
          );
          return res;
        });
      },
    );
  });

  router.get('/usage/reclaim', async (req, res: Response<ReclaimPreview>) => {
    await access.authorize(req, licenseUsageReadPermission);
    const query = parse(reclaimQuerySchema, req.query, 'query parameter');
    res.json(await usage.previewReclaim(query));
  });

  router.get('/usage/sign-ins', async (req, res: Response<SignInState>) => {
    await access.authorizePlugin(
      req,
      licenseUsageReportPermission,
      AUTH_PLUGIN,
    );
    res.json(await signIns.getState());
  });

  router.post('/usage/sign-ins', async (req, res: Response<SignInState>) => {
    await access.authorizePlugin(
      req,
      licenseUsageReportPermission,
      AUTH_PLUGIN,
    );
    const body = await readJsonBody(req, res, 'large');
    res.json(await signIns.record(parse(signInReportSchema, body, 'member')));
  });
}
