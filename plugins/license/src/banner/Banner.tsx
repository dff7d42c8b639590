import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { ReactNode, Ref } from 'react';
import { Tone } from '../status/contrast';
import { useText } from '../useText';
import { ToneBox } from './ToneBox';

/** Something that just happened. */
export interface Notice {
  tone: Tone;
  text: ReactNode;
}

const useStyles = makeStyles({
  region: {
    '&:focus': { outline: 'none' },
  },
});

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
  const classes = useStyles();
  const t = useText();
  return (
    <div
      ref={props.regionRef}
      role="status"
      tabIndex={-1}
      className={classes.region}
    >
      {notice && (
        <ToneBox
          tone={notice.tone}
          action={
            <IconButton
              size="small"
              color="inherit"
              aria-label={t('common.close')}
              onClick={onClose}
            >
              <CloseIcon fontSize="small" />
            </IconButton>
          }
        >
          {notice.text}
        </ToneBox>
      )}
    </div>
  );
}
