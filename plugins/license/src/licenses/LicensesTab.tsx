import { useApi } from '@backstage/core-plugin-api';
import Paper from '@material-ui/core/Paper';
import type { License } from '@thetasecure/backstage-plugin-license-common';
import { useCallback, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { Banner, Notice } from '../banner/Banner';
import { useRefocus } from '../states/useRefocus';
import { lazyDialog } from '../dialog/lazyDialog';
import { useExistingPage } from '../paging/useExistingPage';
import { CriticalBanner } from '../security/CriticalBanner';
import { LiveView } from '../states/LiveView';
import { useErrorText } from '../states/useErrorText';
import { useLive } from '../states/useLive';
import { useMayCreate, useMayDelete } from '../usePermissions';
import { useText } from '../useText';
import { WarningsBanner } from '../warnings/WarningsBanner';
import { DeleteDialog } from './DeleteDialog';
import { EmptyLicenses } from './EmptyLicenses';
import { LicenseDialog } from './LicenseDialog';
import { LicensesFilter } from './LicensesFilter';
import { LicensesTable } from './LicensesTable';
import { LicensesToolbar } from './LicensesToolbar';
import { useLicensesQuery } from './useLicensesQuery';

const UploadDialog = lazyDialog({ title: t => t('upload.title') }, () =>
  import('../upload/UploadDialog').then(m => m.UploadDialog),
);

type OpenDialog =
  | { kind: 'upload' }
  | { kind: 'details' | 'delete'; license: License };

/** Every license that was installed, and what can be done with it. */
export function LicensesTab() {
  const api = useApi(licenseApiRef);
  const t = useText();
  const errorText = useErrorText();
  const mayCreate = useMayCreate();
  const mayDelete = useMayDelete();
  const view = useLicensesQuery();
  const { query, setPage } = view;
  const { live, busy, reload } = useLive(
    useCallback(() => api.listLicenses(query), [api, query]),
  );
  const { banner, expectLoss } = useRefocus(live);
  const [notice, setNotice] = useState<Notice>();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [refreshing, setRefreshing] = useState(false);

  useExistingPage({
    page: view.view.page,
    rowsPerPage: view.view.rowsPerPage,
    found: live.state === 'ready' ? live.value : undefined,
    setPage,
  });

  const refresh = async () => {
    setRefreshing(true);
    setNotice({ tone: 'neutral', text: t('licenses.refreshing') });
    try {
      const { checked, changed } = await api.refresh();
      setNotice({
        tone: 'ok',
        text: t('licenses.refreshed', {
          count: checked,
          changed: t('licenses.changed', { count: changed.length }),
        }),
      });
    } catch (error) {
      setNotice({ tone: 'error', text: errorText(error) });
    }
    setRefreshing(false);
    reload();
  };

  const close = () => setDialog(undefined);
  const finish = (done: Notice) => {
    expectLoss();
    close();
    setNotice(done);
    reload();
  };

  return (
    <>
      <CriticalBanner />
      <WarningsBanner />
      <LicensesToolbar
        mayCreate={mayCreate}
        refreshing={refreshing}
        onRefresh={refresh}
        onUpload={() => setDialog({ kind: 'upload' })}
      />
      <Banner
        regionRef={banner}
        notice={notice}
        onClose={() => setNotice(undefined)}
      />
      <LiveView live={live} onRetry={reload}>
        {found => (
          <Paper>
            {(found.totalItems > 0 || view.filtered) && (
              <LicensesFilter view={view} />
            )}
            {found.totalItems === 0 ? (
              <EmptyLicenses
                filtered={view.filtered}
                mayCreate={mayCreate}
                onShowAll={view.showAll}
              />
            ) : (
              <LicensesTable
                page={found}
                view={view}
                busy={busy}
                mayDelete={mayDelete}
                onOpen={license => setDialog({ kind: 'details', license })}
                onDelete={license => setDialog({ kind: 'delete', license })}
              />
            )}
          </Paper>
        )}
      </LiveView>
      {dialog?.kind === 'upload' && (
        <UploadDialog onClose={close} onDone={finish} />
      )}
      {dialog?.kind === 'details' && (
        <LicenseDialog licenseId={dialog.license.licenseId} onClose={close} />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog
          license={dialog.license}
          onClose={close}
          onDone={finish}
        />
      )}
    </>
  );
}
