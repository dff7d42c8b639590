import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { ReactNode, Ref } from 'react';
import { textOn, Tone, toneColor } from '../status/contrast';
import { TONE_ICONS } from '../status/ToneText';
import { useText } from '../useText';

/** Something that just happened. */
export interface Notice {
  tone: Tone;
  text: ReactNode;
}

const useStyles = makeStyles(theme => ({
  region: {
    '&:focus': { outline: 'none' },
  },
  banner: {
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

/**
 * Tells what just happened, to screen readers too: its region is there before the first notice, as they only
 * speak what changes inside one.
 */
export function Banner(props: {
  notice: Notice | undefined;
  onClose: () => void;
  /** To give the focus to what just happened. */
  regionRef?: Ref<HTMLDivElement>;
}) {
  const { notice, onClose } = props;
  const classes = useStyles({ tone: notice?.tone ?? 'neutral' });
  const t = useText();
  const Icon = TONE_ICONS[notice?.tone ?? 'neutral'];
  return (
    <div
      ref={props.regionRef}
      role="status"
      tabIndex={-1}
      className={classes.region}
    >
      {notice && (
        <div className={classes.banner} data-tone={notice.tone}>
          <Icon aria-hidden />
          <span className={classes.text}>{notice.text}</span>
          <IconButton
            size="small"
            color="inherit"
            aria-label={t('common.close')}
            onClick={onClose}
          >
            <CloseIcon fontSize="small" />
          </IconButton>
        </div>
      )}
    </div>
  );
}
