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
 * Seeing who counts as an active user: personal data.
 *
 * @public
 */
export const licenseUsageReadPermission = createPermission({
  name: 'license.usage.read',
  attributes: { action: 'read' },
});

/**
 * Telling who signed in. Only the auth backend does that.
 *
 * @public
 */
export const licenseUsageReportPermission = createPermission({
  name: 'license.usage.report',
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
  licenseUsageReadPermission,
  licenseUsageReportPermission,
];
