import { Header, Page, TabbedLayout } from '@backstage/core-components';
import { Navigate, useParams } from 'react-router-dom';
import { LicensesTab, SecurityTab } from './lazyTabs';
import { OverviewTab } from './overview/OverviewTab';
import { useText } from './useText';

/** The page of the legacy frontend system, with its own header and tabs. */
export function LegacyPage() {
  const t = useText();
  if (!useParams()['*']) {
    return <Navigate to="overview" replace />;
  }
  return (
    <Page themeId="tool">
      <Header title={t('page.title')} subtitle={t('page.subtitle')} />
      <TabbedLayout>
        <TabbedLayout.Route path="/overview" title={t('page.overview')}>
          <OverviewTab />
        </TabbedLayout.Route>
        <TabbedLayout.Route path="/licenses" title={t('page.licenses')}>
          <LicensesTab />
        </TabbedLayout.Route>
        <TabbedLayout.Route path="/security" title={t('page.security')}>
          <SecurityTab />
        </TabbedLayout.Route>
      </TabbedLayout>
    </Page>
  );
}
