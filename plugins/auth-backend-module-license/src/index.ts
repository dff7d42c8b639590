/**
 * Tells License Management who signed in.
 *
 * @packageDocumentation
 */
export { authModuleLicense as default } from './module';
