import LinearProgress from '@material-ui/core/LinearProgress';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import type {
  CountedUser,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { Pager } from '../paging/Pager';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { SortableCell } from './SortableCell';

const PAGE_SIZES = [10, 20, 50, 100];

const COLUMNS = [
  'user',
  'displayName',
  'since',
  'lastSeenAt',
  'reason',
] as const;

const useStyles = makeStyles({
  // An entity ref of usual length stays in one line.
  user: { overflowWrap: 'anywhere', minWidth: '28ch' },
  wrap: { overflowWrap: 'anywhere', minWidth: '18ch' },
  nowrap: { whiteSpace: 'nowrap' },
});

/** What can be done about the order of the users. */
export interface UsersSorting {
  orderBy: UsersQuery['orderBy'];
  order: 'asc' | 'desc';
  onSort: (column: UsersQuery['orderBy']) => void;
}

/** One page of users, as the server sorted and cut it. */
export function UsersTable(props: {
  label: string;
  found: { items: CountedUser[]; totalItems: number };
  busy: boolean;
  page: number;
  rowsPerPage: number;
  onPage: (page: number) => void;
  onRowsPerPage: (rowsPerPage: number) => void;
  /** Without it the order cannot be chosen. */
  sorting?: UsersSorting;
}) {
  const classes = useStyles();
  const t = useText();
  const { label, found, busy } = props;
  const unknown = t('common.unknown');
  return (
    <>
      <TableContainer tabIndex={0} role="region" aria-label={label}>
        <Table size="small" aria-label={label} aria-busy={busy}>
          <TableHead>
            <TableRow>
              {COLUMNS.map(name => (
                <SortableCell
                  key={name}
                  name={name}
                  text={t(`users.column.${name}`)}
                  sorting={props.sorting}
                />
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {found.items.map(({ user, displayName, ...facts }) => (
              <TableRow key={user}>
                <TableCell className={classes.user}>
                  <bdi>{user}</bdi>
                </TableCell>
                <TableCell className={classes.wrap}>
                  {displayName ? <bdi>{displayName}</bdi> : unknown}
                </TableCell>
                <TableCell className={classes.nowrap}>
                  <Instant value={facts.since} />
                </TableCell>
                <TableCell className={classes.nowrap}>
                  {facts.lastSeenAt ? (
                    <Instant value={facts.lastSeenAt} />
                  ) : (
                    unknown
                  )}
                </TableCell>
                <TableCell className={classes.wrap}>
                  <bdi>{facts.reason}</bdi>
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {busy && <LinearProgress aria-label={t('states.loading')} />}
      <Pager
        totalItems={found.totalItems}
        page={props.page}
        rowsPerPage={props.rowsPerPage}
        onPage={props.onPage}
        sizes={{ offered: PAGE_SIZES, onChoose: props.onRowsPerPage }}
      />
    </>
  );
}
