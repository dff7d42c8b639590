import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import type { UsersQuery } from '@thetasecure/backstage-plugin-license-common';
import { useCallback, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { formatNumber } from '../numbers/formatNumber';
import { useExistingPage } from '../paging/useExistingPage';
import { useListView } from '../paging/useListView';
import { useLive } from '../states/useLive';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { CountNotes } from './CountNotes';
import { DownloadUsers } from './DownloadUsers';
import { NoUsers } from './NoUsers';
import { separatorOf } from './separatorOf';
import { UsersTable } from './UsersTable';
import { UsersView } from './UsersView';

// The server refuses a longer one.
const MAX_SEARCH = 200;

const useStyles = makeStyles(theme => ({
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    margin: theme.spacing(1, 0),
  },
  search: { flexGrow: 1, maxWidth: '40ch' },
}));

/** Everybody who counts as an active user, and why. */
export function CountedUsers() {
  const api = useApi(licenseApiRef);
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const list = useListView<UsersQuery['orderBy']>('user');
  // Kept here, where it outlives a list that cannot be loaded for a while.
  const [separator, setSeparator] = useState(() =>
    separatorOf(navigator.language),
  );
  const { page, rowsPerPage, orderBy, order, search } = list.view;
  const { live, busy, reload } = useLive(
    useCallback(
      () =>
        api.listUsers({
          limit: rowsPerPage,
          offset: page * rowsPerPage,
          orderBy,
          order,
          search,
        }),
      [api, page, rowsPerPage, orderBy, order, search],
    ),
  );
  useExistingPage({
    page,
    rowsPerPage,
    found: live.state === 'ready' ? live.value : undefined,
    setPage: list.setPage,
  });
  return (
    <UsersView live={live} onRetry={reload}>
      {found => (
        <>
          <Typography component="div" variant="body2">
            <p>
              {t('users.number', {
                count: found.activeUsers ?? 0,
                number:
                  found.activeUsers === null
                    ? t('common.unknown')
                    : formatNumber(found.activeUsers),
              })}
            </p>
            <CountNotes usage={found.usage} />
          </Typography>
          <div className={classes.tools}>
            <TextField
              id={id}
              className={classes.search}
              type="search"
              label={t('users.search')}
              helperText={t('users.searchHint')}
              value={list.typed}
              onChange={event => list.setTyped(event.target.value)}
              inputProps={{ maxLength: MAX_SEARCH }}
            />
            <DownloadUsers
              query={{ orderBy, order, search }}
              separator={separator}
              onSeparator={setSeparator}
            />
          </div>
          {found.totalItems === 0 ? (
            <NoUsers searched={search !== ''} onShowAll={list.showAll} />
          ) : (
            <UsersTable
              label={t('users.counted')}
              found={found}
              busy={busy}
              page={page}
              rowsPerPage={rowsPerPage}
              onPage={list.setPage}
              onRowsPerPage={list.setRowsPerPage}
              sorting={{ orderBy, order, onSort: list.sortBy }}
            />
          )}
        </>
      )}
    </UsersView>
  );
}
