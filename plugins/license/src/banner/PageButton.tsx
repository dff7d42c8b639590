import Button from '@material-ui/core/Button';
import { withStyles } from '@material-ui/core/styles';

/** A button whose label is written as the product manual writes it, which the theme would turn into capitals. */
export const PageButton = withStyles({ root: { textTransform: 'none' } })(
  Button,
);
