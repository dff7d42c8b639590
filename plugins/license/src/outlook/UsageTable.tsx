import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { useState } from 'react';
import { PageButton } from '../banner/PageButton';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { Timeline, timelineRows } from './timeline';
import { UsageRow } from './UsageRow';

const COLUMNS = ['date', 'users', 'peak', 'capacity'] as const;

const useStyles = makeStyles({
  // A year has 365 rows.
  container: { maxHeight: 400 },
});

/** What the chart shows as a table, for those who ask for it. */
export function UsageTable(props: { timeline: Timeline }) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const [shown, setShown] = useState(false);
  const label = t('usage.table');
  return (
    <>
      <PageButton
        size="small"
        variant="outlined"
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'usage.hideTable' : 'usage.showTable')}
      </PageButton>
      <div id={id}>
        {shown && (
          <TableContainer
            className={classes.container}
            tabIndex={0}
            role="region"
            aria-label={label}
          >
            <Table size="small" stickyHeader aria-label={label}>
              <TableHead>
                <TableRow>
                  {COLUMNS.map(name => (
                    <TableCell
                      key={name}
                      align={name === 'date' ? undefined : 'right'}
                    >
                      {t(`usage.column.${name}`)}
                    </TableCell>
                  ))}
                </TableRow>
              </TableHead>
              <TableBody>
                {timelineRows(props.timeline).map(row => (
                  <UsageRow
                    key={`${row.kind} ${
                      row.kind === 'gap' ? row.from : row.date
                    }`}
                    row={row}
                  />
                ))}
              </TableBody>
            </Table>
          </TableContainer>
        )}
      </div>
    </>
  );
}
