import Typography from '@material-ui/core/Typography';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';

/** Says what an unsealed ledger cannot promise, and how to seal it. */
export function UnsealedHint() {
  const t = useText();
  return (
    <Typography variant="body2" component="div" gutterBottom>
      <ToneText tone="warning">{t('security.unsealed')}</ToneText>
      <p>{t('security.unsealedMeaning')}</p>
      <p>{t('security.unsealedRemedy')}</p>
    </Typography>
  );
}
