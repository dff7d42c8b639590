import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { ReactNode } from 'react';
import { useUniqueId } from '../useUniqueId';

const useStyles = makeStyles(theme => ({
  root: {
    height: '100%',
    padding: theme.spacing(2),
    overflowWrap: 'anywhere',
  },
  value: { margin: theme.spacing(1, 0) },
  hint: { color: theme.palette.text.secondary, '& p': { margin: 0 } },
}));

/** One of the cards at the top of the Overview. */
export function SummaryCard(props: {
  title: string;
  value: ReactNode;
  children?: ReactNode;
}) {
  const classes = useStyles();
  const id = useUniqueId();
  return (
    <Paper className={classes.root} component="section" aria-labelledby={id}>
      <Typography id={id} variant="subtitle1" component="h2">
        {props.title}
      </Typography>
      <Typography variant="h4" component="div" className={classes.value}>
        {props.value}
      </Typography>
      <Typography variant="body2" component="div" className={classes.hint}>
        {props.children}
      </Typography>
    </Paper>
  );
}
