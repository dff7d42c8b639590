import {
  licenseReadPermission,
  licenseUsageReadPermission,
  licenseUsageReportPermission,
  reclaimQuerySchema,
  signInReportSchema,
  usageQuerySchema,
  usersCsvQuerySchema,
  usersQuerySchema,
} from '@thetasecure/backstage-plugin-license-common';
import { Router } from 'express';
import { SignInRecorder } from '../usage/SignInRecorder';
import { UsageService } from '../usage/UsageService';
import { AccessControl } from './AccessControl';
import { readJson } from './body';
import { parse } from './parse';

/** The plugin that knows who signed in. */
const REPORTER = {
  permission: licenseUsageReportPermission,
  pluginOnly: 'auth',
};

/** Adds the routes that tell how many users there are, and who, and those that are told who signed in. */
export function addUsageRoutes(
  router: Router,
  {
    access,
    usage,
    signIns,
  }: { access: AccessControl; usage: UsageService; signIns: SignInRecorder },
): void {
  const permission = licenseUsageReadPermission;

  router.get(
    '/usage',
    access.authorized(
      { permission: licenseReadPermission, query: usageQuerySchema },
      async ({ query }) => usage.getHistory(query),
    ),
  );
  router.get(
    '/usage/users',
    access.authorized(
      { permission, query: usersQuerySchema },
      async ({ query }) => usage.listUsers(query),
    ),
  );
  router.get(
    '/usage/users.csv',
    access.audited(
      { eventId: 'users-export', permission, severity: 'low' },
      async ({ req, res }) => {
        const query = parse(usersCsvQuerySchema, req.query, 'query parameter');
        await usage.writeCsv(query, () => res.attachment('active-users.csv'));
        return undefined;
      },
    ),
  );
  router.get(
    '/usage/reclaim',
    access.authorized(
      { permission, query: reclaimQuerySchema },
      async ({ query }) => usage.previewReclaim(query),
    ),
  );

  router.get(
    '/usage/sign-ins',
    access.authorized(REPORTER, async () => signIns.getState()),
  );
  router.post(
    '/usage/sign-ins',
    access.authorized(REPORTER, async asked =>
      signIns.record(await readJson(signInReportSchema, asked, 'largeJson')),
    ),
  );
}
