import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { textOn, Tone, toneColor } from './contrast';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-block',
    padding: theme.spacing(0.25, 1),
    borderRadius: theme.shape.borderRadius * 4,
    fontSize: theme.typography.pxToRem(14),
    fontWeight: 500,
    whiteSpace: 'nowrap',
    backgroundColor: ({ tone }: { tone: Tone }) => toneColor(theme, tone),
    color: ({ tone }: { tone: Tone }) => textOn(theme, toneColor(theme, tone)),
  },
}));

/** A word on a coloured ground. */
export function Badge(props: { tone: Tone; children: ReactNode }) {
  const classes = useStyles({ tone: props.tone });
  return <span className={classes.root}>{props.children}</span>;
}
