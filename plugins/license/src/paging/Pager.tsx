import TablePagination from '@material-ui/core/TablePagination';
import { useText } from '../useText';

/** Leads through the pages of a list. */
export function Pager(props: {
  totalItems: number;
  page: number;
  rowsPerPage: number;
  onPage: (page: number) => void;
  /** How long a page can be made; without it that cannot be chosen. */
  sizes?: { offered: number[]; onChoose: (rowsPerPage: number) => void };
}) {
  const t = useText();
  const { totalItems, page, rowsPerPage, onPage, sizes } = props;
  // There may be fewer rows by now than the page that was asked for begins with.
  const lastPage = Math.max(0, Math.ceil(totalItems / rowsPerPage) - 1);
  return (
    <TablePagination
      component="div"
      count={totalItems}
      page={Math.min(page, lastPage)}
      rowsPerPage={rowsPerPage}
      rowsPerPageOptions={sizes?.offered ?? []}
      labelRowsPerPage={t('paging.rowsPerPage')}
      labelDisplayedRows={({ from, to, count }) =>
        t('paging.rows', {
          from: String(from),
          to: String(to),
          total: String(count),
        })
      }
      backIconButtonText={t('paging.previousPage')}
      nextIconButtonText={t('paging.nextPage')}
      SelectProps={{
        native: true,
        inputProps: { 'aria-label': t('paging.rowsPerPage') },
      }}
      onPageChange={(_event, next) => onPage(next)}
      onRowsPerPageChange={event => sizes?.onChoose(Number(event.target.value))}
    />
  );
}
