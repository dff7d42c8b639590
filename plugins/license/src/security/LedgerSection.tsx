import { CopyTextButton } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Checkpoint } from '@thetasecure/backstage-plugin-license-common';
import { errorKind } from '../states/errorKind';
import { LivePart } from '../states/LivePart';
import { Live } from '../states/useLive';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { PageSection } from '../section/PageSection';

const useStyles = makeStyles(theme => ({
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    margin: theme.spacing(1, 0),
  },
}));

/** The head of the ledger, ready to be kept elsewhere; nothing at all if the backend tells none. */
export function LedgerSection(props: {
  checkpoint: Live<Checkpoint>;
  onRetry: () => void;
}) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { checkpoint, onRetry } = props;
  if (
    checkpoint.state === 'failed' &&
    errorKind(checkpoint.error) === 'missing'
  ) {
    return null;
  }
  return (
    <PageSection id={id} title={t('ledger.title')}>
      <LivePart live={checkpoint} onRetry={onRetry}>
        {({ sequence, digest, recordedAt }) => (
          <>
            <div className={classes.head}>
              <span>
                {t('ledger.head', {
                  sequence: String(sequence),
                  time: <Instant value={recordedAt} />,
                  digest: <code>{digest}</code>,
                })}
              </span>
              <CopyTextButton
                variant="secondary"
                text={JSON.stringify({ sequence, digest, recordedAt })}
                aria-label={t('ledger.copy')}
              />
            </div>
            <Typography variant="body2">{t('ledger.hint')}</Typography>
          </>
        )}
      </LivePart>
    </PageSection>
  );
}
