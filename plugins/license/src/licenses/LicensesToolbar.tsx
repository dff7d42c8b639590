import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import RefreshIcon from '@material-ui/icons/Refresh';
import UploadIcon from '@material-ui/icons/CloudUpload';
import { PageButton } from '../banner/PageButton';
import { BusyButton } from '../banner/BusyButton';
import { useText } from '../useText';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  },
  title: { flexGrow: 1, marginBottom: 0 },
}));

/** The heading of the Licenses tab, with its buttons at the upper right. */
export function LicensesToolbar(props: {
  mayCreate: boolean;
  refreshing: boolean;
  onRefresh: () => void;
  onUpload: () => void;
}) {
  const classes = useStyles();
  const t = useText();
  return (
    <div className={classes.root}>
      <Typography variant="h5" component="h2" className={classes.title}>
        {t('licenses.title')}
      </Typography>
      {props.mayCreate && (
        <>
          <BusyButton
            variant="outlined"
            startIcon={<RefreshIcon />}
            busy={props.refreshing}
            onClick={props.onRefresh}
          >
            {t('licenses.refresh')}
          </BusyButton>
          <PageButton
            variant="contained"
            color="primary"
            startIcon={<UploadIcon />}
            onClick={props.onUpload}
          >
            {t('licenses.upload')}
          </PageButton>
        </>
      )}
    </div>
  );
}
