import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useDropzone } from 'react-dropzone';
import { PageButton } from '../banner/PageButton';
import { useText } from '../useText';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(3),
    textAlign: 'center',
    border: `2px dashed ${theme.palette.text.secondary}`,
    borderRadius: theme.shape.borderRadius,
    overflowWrap: 'anywhere',
  },
  dragged: { borderColor: theme.palette.primary.main, borderStyle: 'solid' },
}));

/** Takes a file, chosen or dropped. */
export function FileDrop(props: {
  file: File | undefined;
  label: string;
  /** What to choose, while nothing is. */
  hint: string;
  onFile: (file: File) => void;
  onRefused: (reason: 'wrongType' | 'tooMany') => void;
}) {
  const classes = useStyles();
  const t = useText();
  const { file, label, hint, onFile, onRefused } = props;
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    accept: { 'application/json': ['.json'] },
    multiple: false,
    noClick: true,
    noKeyboard: true,
    useFsAccessApi: false,
    onDrop: (accepted, refused) => {
      if (accepted.length === 1) {
        onFile(accepted[0]);
      } else if (refused.length > 0) {
        onRefused(refused.length > 1 ? 'tooMany' : 'wrongType');
      }
    },
  });
  return (
    <div
      {...getRootProps({
        role: undefined,
        tabIndex: undefined,
        className: `${classes.root} ${isDragActive ? classes.dragged : ''}`,
      })}
    >
      <input {...getInputProps({ 'aria-label': label })} />
      <Typography>{file ? <bdi>{file.name}</bdi> : hint}</Typography>
      <PageButton variant="outlined" onClick={open}>
        {t(file ? 'upload.chooseOther' : 'upload.choose')}
      </PageButton>
    </div>
  );
}
