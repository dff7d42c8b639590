import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { textOn, Tone, toneColor } from '../status/contrast';
import { TONE_ICONS } from '../status/ToneText';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(2),
    padding: theme.spacing(1, 2),
    borderRadius: theme.shape.borderRadius,
    backgroundColor: ({ tone }: { tone: Tone }) => toneColor(theme, tone),
    color: ({ tone }: { tone: Tone }) => textOn(theme, toneColor(theme, tone)),
  },
  text: { flexGrow: 1, overflowWrap: 'anywhere' },
}));

/** Text across the page on the ground of its tone, behind the tone's icon. */
export function ToneBox(props: {
  tone: Tone;
  children: ReactNode;
  action?: ReactNode;
}) {
  const classes = useStyles({ tone: props.tone });
  const Icon = TONE_ICONS[props.tone];
  return (
    <div className={classes.root} data-tone={props.tone}>
      <Icon aria-hidden />
      <span className={classes.text}>{props.children}</span>
      {props.action}
    </div>
  );
}
