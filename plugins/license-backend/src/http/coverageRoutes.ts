import {
  Coverage,
  coverageQuerySchema,
  licenseReadPermission,
} from '@thetasecure/backstage-plugin-license-common';
import { Response, Router } from 'express';
import { CoverageService } from '../coverage/CoverageService';
import { AccessControl } from './AccessControl';
import { parse } from './parse';

/** Adds the route that tells how many seats there will be. */
export function addCoverageRoutes(
  router: Router,
  options: { access: AccessControl; coverage: CoverageService },
): void {
  const { access, coverage } = options;

  router.get('/coverage', async (req, res: Response<Coverage>) => {
    await access.authorize(req, licenseReadPermission);
    const query = parse(coverageQuerySchema, req.query, 'query parameter');
    res.json(await coverage.get(query));
  });
}
