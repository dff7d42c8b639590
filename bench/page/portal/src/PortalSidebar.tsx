import { Sidebar, SidebarItem } from '@backstage/core-components';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';

/** Every page of the portal. */
export function PortalSidebar({ navItems }: NavContentComponentProps) {
  return (
    <Sidebar>
      {navItems.rest().map(item => (
        <SidebarItem
          key={item.node.spec.id}
          to={item.href}
          icon={() => item.icon}
          text={item.title}
        />
      ))}
    </Sidebar>
  );
}
