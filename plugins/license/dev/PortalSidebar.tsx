import {
  Sidebar,
  SidebarDivider,
  SidebarItem,
  SidebarSpace,
} from '@backstage/core-components';
import {
  appThemeApiRef,
  identityApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { useTheme } from '@material-ui/core/styles';
import SignOutIcon from '@material-ui/icons/ExitToApp';
import ThemeIcon from '@material-ui/icons/Brightness6';
import { forgetSignIn } from './PortalSignInPage';

/** Every page of the portal, the other theme, and the way out. */
export function PortalSidebar({ navItems }: NavContentComponentProps) {
  const identityApi = useApi(identityApiRef);
  const themeApi = useApi(appThemeApiRef);
  const otherTheme = useTheme().palette.type === 'dark' ? 'light' : 'dark';
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
      <SidebarSpace />
      <SidebarDivider />
      <SidebarItem
        icon={ThemeIcon}
        text={otherTheme === 'dark' ? 'Dark Theme' : 'Light Theme'}
        onClick={() => themeApi.setActiveThemeId(otherTheme)}
      />
      <SidebarItem
        icon={SignOutIcon}
        text="Sign Out"
        onClick={() => {
          forgetSignIn();
          identityApi.signOut();
        }}
      />
    </Sidebar>
  );
}
