import Typography from '@material-ui/core/Typography';
import { ReactNode } from 'react';
import { Tone } from '../status/contrast';
import { ToneText } from '../status/ToneText';

/** What the fields of a panel leave unsaid: what is wrong, then what that means and what to do. */
export function PanelHint(props: {
  tone: Tone;
  title: string;
  children: ReactNode;
}) {
  return (
    <Typography variant="body2" component="div" gutterBottom>
      <ToneText tone={props.tone}>{props.title}</ToneText>
      {props.children}
    </Typography>
  );
}
