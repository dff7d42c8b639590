import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useCallback } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { UsageSection } from '../outlook/UsageSection';
import { useCoverage } from '../outlook/useCoverage';
import { useUsage } from '../outlook/useUsage';
import { CriticalBanner } from '../security/CriticalBanner';
import { LiveView } from '../states/LiveView';
import { useLive } from '../states/useLive';
import { Instant } from '../time/Instant';
import { AddressedUsersDialog } from '../usage/AddressedUsersDialog';
import { useText } from '../useText';
import { Warnings } from '../warnings/Warnings';
import { ActiveLicenses } from './ActiveLicenses';
import { GettingStarted } from './GettingStarted';
import { SummaryCards } from './SummaryCards';

const useStyles = makeStyles(theme => ({
  evaluatedAt: { marginTop: theme.spacing(2) },
}));

/** A quick health check: four cards, the licenses behind them, and what is to come. */
export function OverviewTab() {
  const api = useApi(licenseApiRef);
  const classes = useStyles();
  const t = useText();
  const { live, reload } = useLive(useCallback(() => api.getOverview(), [api]));
  // The warnings above and the chart below are of the same answer.
  const coverage = useCoverage();
  const usage = useUsage();
  return (
    <>
      <CriticalBanner />
      {coverage.live.state === 'ready' && (
        <Warnings coverage={coverage.live.value} />
      )}
      <LiveView live={live} onRetry={reload}>
        {overview => (
          <>
            <SummaryCards summary={overview} />
            <ActiveLicenses overview={overview} />
            <UsageSection
              usage={usage.live}
              coverage={coverage.live}
              range={usage.range}
              onRange={usage.setRange}
              onRetry={() => {
                usage.reload();
                coverage.reload();
              }}
            />
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
      <AddressedUsersDialog />
    </>
  );
}
