import LinearProgress from '@material-ui/core/LinearProgress';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import type {
  License,
  LicensePage,
} from '@thetasecure/backstage-plugin-license-common';
import { Pager } from '../paging/Pager';
import { useText } from '../useText';
import { LicenseRow } from './LicenseRow';
import { LicensesView, SortColumn } from './useLicensesQuery';

const PAGE_SIZES = [10, 20, 50, 100];

const COLUMNS = [
  { name: 'license', orderBy: 'licenseId' },
  { name: 'customer', orderBy: 'customer' },
  { name: 'maxUsers', orderBy: 'maxUsers' },
  { name: 'validPeriod', orderBy: 'validUntil' },
  { name: 'status', orderBy: 'status' },
] as const satisfies readonly { name: string; orderBy: SortColumn }[];

const useStyles = makeStyles({
  heading: { whiteSpace: 'nowrap' },
});

/** One page of the licenses, as the server sorted and cut it. */
export function LicensesTable(props: {
  page: LicensePage;
  view: LicensesView;
  busy: boolean;
  mayDelete: boolean;
  onOpen: (license: License) => void;
  onDelete: (license: License) => void;
}) {
  const classes = useStyles();
  const t = useText();
  const { page, busy, mayDelete, onOpen, onDelete } = props;
  const { view, sortBy, setPage, setRowsPerPage } = props.view;
  return (
    <>
      <TableContainer
        tabIndex={0}
        role="region"
        aria-label={t('licenses.title')}
      >
        <Table aria-label={t('licenses.title')} aria-busy={busy}>
          <TableHead>
            <TableRow>
              {COLUMNS.map(({ name, orderBy }) => (
                <TableCell
                  key={name}
                  className={classes.heading}
                  align={name === 'maxUsers' ? 'right' : undefined}
                  sortDirection={view.orderBy === orderBy && view.order}
                >
                  <TableSortLabel
                    active={view.orderBy === orderBy}
                    direction={view.orderBy === orderBy ? view.order : 'asc'}
                    onClick={() => sortBy(orderBy)}
                  >
                    {t(`column.${name}`)}
                  </TableSortLabel>
                </TableCell>
              ))}
              <TableCell>{t('column.actions')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {page.items.map(license => (
              <LicenseRow
                key={license.licenseId}
                license={license}
                mayDelete={mayDelete}
                onOpen={() => onOpen(license)}
                onDelete={() => onDelete(license)}
              />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {busy && <LinearProgress aria-label={t('states.loading')} />}
      <Pager
        totalItems={page.totalItems}
        page={view.page}
        rowsPerPage={view.rowsPerPage}
        onPage={setPage}
        sizes={{ offered: PAGE_SIZES, onChoose: setRowsPerPage }}
      />
    </>
  );
}
