import { ProxiedSignInPage } from '@backstage/core-components';
import type { SignInPageProps } from '@backstage/plugin-app-react';

/** Signs in whoever comes, as the person whom the backend of the benchmark lets in. */
export function PortalSignInPage(props: SignInPageProps) {
  return <ProxiedSignInPage {...props} provider="bench" />;
}
