import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { ReactNode } from 'react';

const useStyles = makeStyles(theme => ({
  root: {
    marginTop: theme.spacing(3),
    padding: theme.spacing(2),
    overflowWrap: 'anywhere',
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
  title: { flexGrow: 1 },
}));

/** A part of a tab, under a heading of its own. */
export function PageSection(props: {
  /** For the heading; it also names what stands under it. */
  id: string;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const classes = useStyles();
  const { id, title, action, children } = props;
  return (
    <Paper className={classes.root} component="section" aria-labelledby={id}>
      <div className={classes.head}>
        <Typography
          id={id}
          variant="h6"
          component="h2"
          className={classes.title}
        >
          {title}
        </Typography>
        {action}
      </div>
      {children}
    </Paper>
  );
}
