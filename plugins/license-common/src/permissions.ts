import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Seeing the licenses, what they add up to, and this API's description.
 *
 * @public
 */
export const licenseReadPermission = createPermission({
  name: 'license.read',
  attributes: { action: 'read' },
});

/**
 * Uploading and previewing a license file, and refreshing what is installed.
 *
 * @public
 */
export const licenseCreatePermission = createPermission({
  name: 'license.create',
  attributes: { action: 'create' },
});

/**
 * Deleting an uploaded license.
 *
 * @public
 */
export const licenseDeletePermission = createPermission({
  name: 'license.delete',
  attributes: { action: 'delete' },
});

/**
 * Seeing the integrity status, the validation scheduler and the security events.
 *
 * @public
 */
export const licenseSecurityReadPermission = createPermission({
  name: 'license.security.read',
  attributes: { action: 'read' },
});

/**
 * Running a validation or an integrity scan now, and acknowledging security events.
 *
 * @public
 */
export const licenseSecurityManagePermission = createPermission({
  name: 'license.security.manage',
  attributes: { action: 'update' },
});

/**
 * Every permission of the plugin, in the order of the README's table.
 *
 * @public
 */
export const licensePermissions = [
  licenseReadPermission,
  licenseCreatePermission,
  licenseDeletePermission,
  licenseSecurityReadPermission,
  licenseSecurityManagePermission,
];
