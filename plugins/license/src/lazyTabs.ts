import { lazyView } from './parts/lazyView';

/*
 * The tabs that are not the first one. Their code comes apart, as most who open the page look at the Overview only;
 * what it has in common with theirs is there by then.
 */

/** The tab Licenses, loaded when it is first opened. */
export const LicensesTab = lazyView(() =>
  import('./licenses/LicensesTab').then(m => m.LicensesTab),
);

/** The tab Security, loaded when it is first opened. */
export const SecurityTab = lazyView(() =>
  import('./security/SecurityTab').then(m => m.SecurityTab),
);
