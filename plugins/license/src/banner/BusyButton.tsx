import { ButtonProps } from '@material-ui/core/Button';
import CircularProgress from '@material-ui/core/CircularProgress';
import { PageButton } from './PageButton';

/**
 * A button that shows that its work goes on. While it does, it keeps the focus and does nothing: a disabled button
 * would lose it.
 */
export function BusyButton(
  props: Omit<ButtonProps, 'aria-disabled'> & {
    busy: boolean;
    onClick: () => void;
  },
) {
  const { busy, onClick, startIcon, ...rest } = props;
  return (
    <PageButton
      {...rest}
      aria-disabled={busy || undefined}
      startIcon={
        busy ? (
          <CircularProgress size={16} color="inherit" aria-hidden />
        ) : (
          startIcon
        )
      }
      onClick={() => {
        if (!busy) {
          onClick();
        }
      }}
    />
  );
}
