import { relative, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** Where the portal keeps what it makes: database, signing key, license files. Delete it to begin anew. */
export const portalFolder = process.env.LICENSE_PORTAL_DIR
  ? resolve(process.env.LICENSE_PORTAL_DIR)
  : resolve(root, '.portal');

/** A path inside the portal's folder as somebody at the top of the checkout would type it. */
export const displayPath = (path: string): string =>
  relative(root, path).startsWith('..') ? path : relative(root, path);
