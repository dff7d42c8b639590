import { makeStyles } from '@material-ui/core/styles';
import TableCell from '@material-ui/core/TableCell';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import type { UsersQuery } from '@thetasecure/backstage-plugin-license-common';
import type { UsersSorting } from './UsersTable';

// Those that the server can sort by.
const SORTABLE = [
  'user',
  'since',
  'lastSeenAt',
] as const satisfies readonly UsersQuery['orderBy'][];

const useStyles = makeStyles({
  heading: { whiteSpace: 'nowrap' },
});

/** The heading of a column of users, to be clicked on if the order can be chosen. */
export function SortableCell(props: {
  name: string;
  text: string;
  sorting: UsersSorting | undefined;
}) {
  const classes = useStyles();
  const { text, sorting } = props;
  const column = SORTABLE.find(name => name === props.name);
  if (!sorting || !column) {
    return <TableCell className={classes.heading}>{text}</TableCell>;
  }
  const active = sorting.orderBy === column;
  return (
    <TableCell
      className={classes.heading}
      sortDirection={active && sorting.order}
    >
      <TableSortLabel
        active={active}
        direction={active ? sorting.order : 'asc'}
        onClick={() => sorting.onSort(column)}
      >
        {text}
      </TableSortLabel>
    </TableCell>
  );
}
