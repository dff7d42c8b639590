import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import type { Revocations } from '@thetasecure/backstage-plugin-license-common';
import { useState } from 'react';
import { Pager } from '../paging/Pager';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';

const PAGE_SIZES = [10, 50, 100];

const useStyles = makeStyles({
  wrap: { overflowWrap: 'anywhere', minWidth: '22ch' },
  nowrap: { whiteSpace: 'nowrap' },
});

/** The revoked licenses, some at a time: a list may hold thousands. */
export function RevokedTable(props: { revoked: Revocations['revoked'] }) {
  const classes = useStyles();
  const t = useText();
  const { revoked } = props;
  const [rowsPerPage, setRowsPerPage] = useState(PAGE_SIZES[0]);
  const [page, setPage] = useState(0);
  // A new list may be shorter than the one that was paged through.
  const lastPage = Math.max(0, Math.ceil(revoked.length / rowsPerPage) - 1);
  const from = Math.min(page, lastPage) * rowsPerPage;
  return (
    <>
      <TableContainer
        tabIndex={0}
        role="region"
        aria-label={t('revocations.table')}
      >
        <Table size="small" aria-label={t('revocations.table')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('revocations.license')}</TableCell>
              <TableCell className={classes.nowrap}>
                {t('revocations.revokedAt')}
              </TableCell>
              <TableCell>{t('revocations.reason')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {revoked
              .slice(from, from + rowsPerPage)
              .map(({ licenseId, revokedAt, reason }, i) => (
                // An id may be there twice.
                <TableRow key={`${from + i} ${licenseId}`}>
                  <TableCell className={classes.wrap}>
                    <bdi>{licenseId}</bdi>
                  </TableCell>
                  <TableCell className={classes.nowrap}>
                    <CalendarDate value={revokedAt} />
                  </TableCell>
                  <TableCell className={classes.wrap}>
                    {reason ? <bdi>{reason}</bdi> : t('common.unknown')}
                  </TableCell>
                </TableRow>
              ))}
          </TableBody>
        </Table>
      </TableContainer>
      {revoked.length > PAGE_SIZES[0] && (
        <Pager
          totalItems={revoked.length}
          page={page}
          rowsPerPage={rowsPerPage}
          onPage={setPage}
          sizes={{
            offered: PAGE_SIZES,
            onChoose: size => {
              setRowsPerPage(size);
              setPage(0);
            },
          }}
        />
      )}
    </>
  );
}
