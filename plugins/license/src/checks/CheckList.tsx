import { makeStyles } from '@material-ui/core/styles';
import type { Check } from '@thetasecure/backstage-plugin-license-common';
import { Tone } from '../status/contrast';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';

const TONES: Record<Check['status'], Tone> = {
  pass: 'ok',
  warn: 'warning',
  fail: 'error',
};

const useStyles = makeStyles(theme => ({
  list: { margin: 0, padding: 0, listStyle: 'none' },
  item: {
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    overflowWrap: 'anywhere',
    '& p': { margin: 0 },
  },
  name: { fontWeight: 500 },
  code: { color: theme.palette.text.secondary },
}));

/** The checks of a license, in the order in which they were made. */
export function CheckList(props: {
  checks: readonly Check[];
  labelledBy: string;
}) {
  const classes = useStyles();
  const t = useText();
  return (
    <ol className={classes.list} aria-labelledby={props.labelledBy}>
      {props.checks.map(({ code, status, message, remedy }) => (
        <li key={code} className={classes.item}>
          <p>
            <ToneText tone={TONES[status]}>{t(`check.${status}`)}</ToneText>{' '}
            <span className={classes.name}>{t(`check.code.${code}`)}</span>{' '}
            <code className={classes.code}>{code}</code>
          </p>
          <p>
            <bdi>{message}</bdi>
          </p>
          {remedy && (
            <p>{t('check.remedy', { remedy: <bdi>{remedy}</bdi> })}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
