import { usePermission } from '@backstage/plugin-permission-react';
import {
  licenseCreatePermission,
  licenseDeletePermission,
  licenseSecurityManagePermission,
  licenseSecurityReadPermission,
  licenseUsageReadPermission,
} from '@thetasecure/backstage-plugin-license-common';

// What somebody may not use is not offered; until that is known, neither.

/** Whether the viewer may upload and refresh. */
export function useMayCreate(): boolean {
  return usePermission({ permission: licenseCreatePermission }).allowed;
}

/** Whether the viewer may delete licenses. */
export function useMayDelete(): boolean {
  return usePermission({ permission: licenseDeletePermission }).allowed;
}

/** Whether the viewer may see the security status. */
export function useMayReadSecurity(): boolean {
  return usePermission({ permission: licenseSecurityReadPermission }).allowed;
}

/** Whether the viewer may validate, scan and acknowledge. */
export function useMayManageSecurity(): boolean {
  return usePermission({ permission: licenseSecurityManagePermission }).allowed;
}

/** Whether the viewer may see who counts as an active user. */
export function useMayReadUsers(): boolean {
  return usePermission({ permission: licenseUsageReadPermission }).allowed;
}
