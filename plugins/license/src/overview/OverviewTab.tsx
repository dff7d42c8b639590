import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useCallback } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { CriticalBanner } from '../security/CriticalBanner';
import { LiveView } from '../states/LiveView';
import { useLive } from '../states/useLive';
import { Instant } from '../time/Instant';
import { UsersDialog } from '../usage/UsersDialog';
import { useText } from '../useText';
import { ActiveLicenses } from './ActiveLicenses';
import { GettingStarted } from './GettingStarted';
import { SummaryCards } from './SummaryCards';

const useStyles = makeStyles(theme => ({
  evaluatedAt: { marginTop: theme.spacing(2) },
}));

/** A quick health check: four cards, and the licenses behind them. */
export function OverviewTab() {
  const api = useApi(licenseApiRef);
  const classes = useStyles();
  const t = useText();
  const { live, reload } = useLive(useCallback(() => api.getOverview(), [api]));
  return (
    <>
      <CriticalBanner />
      <LiveView live={live} onRetry={reload}>
        {overview => (
          <>
            <SummaryCards summary={overview} />
            <ActiveLicenses overview={overview} />
            {(overview.trustedKeys === 0 || overview.licensesTotal === 0) && (
              <GettingStarted overview={overview} />
            )}
            <Typography
              variant="body2"
              align="right"
              className={classes.evaluatedAt}
            >
              {t('overview.evaluatedAt', {
                time: <Instant value={overview.evaluatedAt} />,
              })}
            </Typography>
          </>
        )}
      </LiveView>
      <UsersDialog />
    </>
  );
}
