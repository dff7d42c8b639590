import { Content } from '@backstage/core-components';
import { PropsWithChildren, useEffect, useRef } from 'react';
import { LicensesTab, SecurityTab } from './lazyTabs';
import { OverviewTab } from './overview/OverviewTab';

/**
 * What a tab of the new frontend system shows. The system leaves its sides without padding (the legacy tabs bring
 * their own), and has tabs that name a panel which is not there.
 */
function SubPage(props: PropsWithChildren<{}>) {
  const panel = useRef<HTMLDivElement>(null);
  // Runs after every change, as the ids of the tabs belong to the header and are its own to change.
  useEffect(() => {
    const tab = document.querySelector('main [role=tab][aria-selected=true]');
    if (tab && panel.current) {
      panel.current.id = tab.getAttribute('aria-controls') ?? '';
      panel.current.setAttribute('aria-labelledby', tab.id);
    }
  });
  return (
    <div ref={panel} role="tabpanel">
      <Content>{props.children}</Content>
    </div>
  );
}

export const OverviewPage = () => (
  <SubPage>
    <OverviewTab />
  </SubPage>
);

export const LicensesPage = () => (
  <SubPage>
    <LicensesTab />
  </SubPage>
);

export const SecurityPage = () => (
  <SubPage>
    <SecurityTab />
  </SubPage>
);
