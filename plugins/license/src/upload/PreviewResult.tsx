import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Preview } from '@thetasecure/backstage-plugin-license-common';

import { CheckList } from '../checks/CheckList';
import { Tone } from '../status/contrast';
import { ToneText } from '../status/ToneText';
import { CompareSummaries } from '../summary/CompareSummaries';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';

const useStyles = makeStyles(theme => ({
  part: { marginTop: theme.spacing(2) },
}));

function verdictOf({ after, checks }: Preview): {
  tone: Tone;
  text: 'refused' | 'same' | 'accepted' | 'acceptedWarn';
} {
  if (!after) {
    return { tone: 'error', text: 'refused' };
  }
  // The server takes a file in spite of a failed check only if it is the one that is installed.
  if (checks.some(({ status }) => status === 'fail')) {
    return { tone: 'neutral', text: 'same' };
  }
  return checks.some(({ status }) => status === 'warn')
    ? { tone: 'warning', text: 'acceptedWarn' }
    : { tone: 'ok', text: 'accepted' };
}

/** What the server found in a file, and what it would do to the cards. */
export function PreviewResult(props: { preview: Preview }) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { before, after, checks } = props.preview;
  const verdict = verdictOf(props.preview);
  return (
    <>
      <p role="status">
        <ToneText tone={verdict.tone}>{t(`upload.${verdict.text}`)}</ToneText>
      </p>
      <Typography id={id} variant="h6" component="h3" className={classes.part}>
        {t('upload.checks')}
      </Typography>
      <CheckList checks={checks} labelledBy={id} />
      {after && (
        <>
          <Typography variant="h6" component="h3" className={classes.part}>
            {t('upload.effect')}
          </Typography>
          <CompareSummaries
            before={before}
            after={after}
            label={t('upload.effect')}
          />
        </>
      )}
    </>
  );
}
