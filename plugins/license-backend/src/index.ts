/**
 * The backend of License Management.
 *
 * @packageDocumentation
 */
export { licensePlugin as default } from './plugin';
