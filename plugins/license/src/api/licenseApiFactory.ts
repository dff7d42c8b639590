import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { licenseApiRef } from './LicenseApi';
import { LicenseClient } from './LicenseClient';

/** The API of the page in both frontend systems. */
export const licenseApiFactory = createApiFactory({
  api: licenseApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: ({ discoveryApi, fetchApi }) =>
    new LicenseClient({ discoveryApi, fetchApi }),
});
