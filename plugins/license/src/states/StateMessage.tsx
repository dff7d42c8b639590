import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { ElementType, ReactNode } from 'react';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(2),
    padding: theme.spacing(3),
  },
  icon: { color: theme.palette.text.secondary },
  body: { maxWidth: '70ch', overflowWrap: 'anywhere' },
  action: { marginTop: theme.spacing(2) },
}));

/** Says why there is nothing to see, and what to do next. */
export function StateMessage(props: {
  icon: ElementType;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** `alert` if it is bad news. */
  role?: 'alert' | 'status';
}) {
  const classes = useStyles();
  const Icon = props.icon;
  return (
    <Paper className={classes.root} role={props.role}>
      <Icon className={classes.icon} fontSize="large" aria-hidden />
      <div className={classes.body}>
        <Typography variant="h5" component="h2">
          {props.title}
        </Typography>
        <Typography component="div">{props.children}</Typography>
        {props.action && <div className={classes.action}>{props.action}</div>}
      </div>
    </Paper>
  );
}
