import { makeStyles } from '@material-ui/core/styles';
import CheckIcon from '@material-ui/icons/CheckCircle';
import ErrorIcon from '@material-ui/icons/Error';
import InfoIcon from '@material-ui/icons/Info';
import WarningIcon from '@material-ui/icons/Warning';
import { ReactNode } from 'react';
import { Tone, toneTextColor } from './contrast';

/** A shape for each tone, so that colour is never the only sign. */
export const TONE_ICONS = {
  ok: CheckIcon,
  warning: WarningIcon,
  error: ErrorIcon,
  neutral: InfoIcon,
} as const;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    color: ({ tone }: { tone: Tone }) => toneTextColor(theme, tone),
  },
}));

/** Text in the colour of its tone, behind the tone's icon. */
export function ToneText(props: { tone: Tone; children: ReactNode }) {
  const classes = useStyles({ tone: props.tone });
  const Icon = TONE_ICONS[props.tone];
  return (
    <span className={classes.root} data-tone={props.tone}>
      <Icon fontSize="inherit" aria-hidden />
      <span>{props.children}</span>
    </span>
  );
}
