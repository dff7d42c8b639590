import { useApi } from '@backstage/core-plugin-api';
import Typography from '@material-ui/core/Typography';
import { useCallback } from 'react';
import { PageButton } from '../banner/PageButton';
import { licenseApiRef } from '../api/LicenseApi';
import { CheckList } from '../checks/CheckList';
import { PageDialog } from '../dialog/PageDialog';
import { LiveView } from '../states/LiveView';
import { useLive } from '../states/useLive';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { LicenseFacts } from './LicenseFacts';

/** A license with its checks. */
export function LicenseDialog(props: {
  licenseId: string;
  onClose: () => void;
}) {
  const api = useApi(licenseApiRef);
  const t = useText();
  const id = useUniqueId();
  const { licenseId, onClose } = props;
  const { live, reload } = useLive(
    useCallback(() => api.getLicense(licenseId), [api, licenseId]),
  );
  return (
    <PageDialog
      title={t('details.title', { id: <bdi>{licenseId}</bdi> })}
      onClose={onClose}
      actions={<PageButton onClick={onClose}>{t('common.close')}</PageButton>}
    >
      <LiveView live={live} onRetry={reload}>
        {license => (
          <>
            <Typography id={id} variant="h6" component="h3">
              {t('details.checks')}
            </Typography>
            <CheckList checks={license.checks} labelledBy={id} />
            <Typography variant="h6" component="h3">
              {t('details.facts')}
            </Typography>
            <LicenseFacts license={license} />
          </>
        )}
      </LiveView>
    </PageDialog>
  );
}
