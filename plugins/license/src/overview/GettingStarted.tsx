import { CopyTextButton, Link } from '@backstage/core-components';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Overview } from '@thetasecure/backstage-plugin-license-common';

import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';

const SNIPPET = `license:
  trustedKeys:
    keys:
      - kid: vendor-2026-1
        kty: OKP
        crv: Ed25519
        x: <the public key of your vendor>
`;

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(3), padding: theme.spacing(2) },
  copyable: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    overflowWrap: 'anywhere',
  },
  snippet: {
    flexGrow: 1,
    margin: theme.spacing(1, 0),
    padding: theme.spacing(2),
    whiteSpace: 'pre-wrap',
    border: `1px solid ${theme.palette.divider}`,
  },
}));

/** How to get from a fresh installation to a first license that counts. */
export function GettingStarted(props: { overview: Overview }) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { trustedKeys, productInstanceId } = props.overview;
  return (
    <Paper className={classes.root} component="section" aria-labelledby={id}>
      <Typography id={id} variant="h6" component="h2">
        {t('start.title')}
      </Typography>
      {trustedKeys === 0 && (
        <>
          <Typography>{t('start.noKey')}</Typography>
          <div className={classes.copyable}>
            <pre className={classes.snippet}>{SNIPPET}</pre>
            <CopyTextButton
              variant="secondary"
              text={SNIPPET}
              aria-label={t('start.copySnippet')}
            />
          </div>
        </>
      )}
      <Typography>
        {t('start.noLicense')}{' '}
        <Link to="../licenses" underline="always">
          {t('start.upload')}
        </Link>
        .
      </Typography>
      <div className={classes.copyable}>
        <span>
          {t('start.instanceId')}:{' '}
          <code>
            <bdi>{productInstanceId}</bdi>
          </code>
        </span>
        <CopyTextButton
          variant="secondary"
          text={productInstanceId}
          aria-label={t('start.copyId')}
        />
      </div>
      <Typography variant="body2">{t('start.instanceIdHint')}</Typography>
    </Paper>
  );
}
