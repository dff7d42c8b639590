/**
 * What other backend code plugs into License Management, and the license files themselves.
 *
 * @packageDocumentation
 */
export * from '@thetasecure/backstage-plugin-license-file';
export * from './extensions';
export * from './parseActiveUser';
export * from './service/LicenseService';
export * from './service/licenseServiceRef';
