import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { ReactNode } from 'react';
import { useUniqueId } from '../useUniqueId';

/** A dialog of this page: named by its title, and not to be lost while its work goes on. */
export function PageDialog(props: {
  title: ReactNode;
  children: ReactNode;
  actions: ReactNode;
  onClose: () => void;
  busy?: boolean;
  /** For tables, which need the room. */
  wide?: boolean;
}) {
  const id = useUniqueId();
  return (
    <Dialog
      open
      fullWidth
      maxWidth={props.wide ? 'lg' : 'sm'}
      aria-labelledby={id}
      onClose={() => {
        if (!props.busy) {
          props.onClose();
        }
      }}
    >
      <DialogTitle id={id}>{props.title}</DialogTitle>
      <DialogContent dividers tabIndex={0}>
        {props.children}
      </DialogContent>
      <DialogActions>{props.actions}</DialogActions>
    </Dialog>
  );
}
