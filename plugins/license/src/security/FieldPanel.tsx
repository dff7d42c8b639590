import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { ReactNode } from 'react';
import { useUniqueId } from '../useUniqueId';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexDirection: 'column',
    height: '100%',
    padding: theme.spacing(2),
  },
  list: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(1, 3),
    flexGrow: 1,
    alignContent: 'start',
    margin: theme.spacing(2, 0),
    '& dt': { color: theme.palette.text.secondary },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  },
}));

/** One of the panels of the Security tab: fields, perhaps a hint, and a button. */
export function FieldPanel(props: {
  title: string;
  fields: [name: string, value: ReactNode][];
  /** What the fields leave unsaid. */
  hint?: ReactNode;
  action?: ReactNode;
}) {
  const classes = useStyles();
  const id = useUniqueId();
  return (
    <Paper className={classes.root} component="section" aria-labelledby={id}>
      <Typography id={id} variant="h6" component="h2">
        {props.title}
      </Typography>
      <dl className={classes.list}>
        {props.fields.map(([name, value]) => [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} value`}>{value}</dd>,
        ])}
      </dl>
      {props.hint}
      {props.action && <div>{props.action}</div>}
    </Paper>
  );
}
