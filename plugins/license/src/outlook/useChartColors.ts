import { useTheme } from '@material-ui/core/styles';
import { toneColor, toneTextColor } from '../status/contrast';

/** The theme's colours for what the chart draws. */
export function useChartColors() {
  const theme = useTheme();
  const { primary, text, divider, background } = theme.palette;
  return {
    users: primary.main,
    peak: text.secondary,
    capacity: text.primary,
    axis: text.secondary,
    grid: divider,
    paper: background.paper,
    shortfall: toneTextColor(theme, 'error'),
    shortfallArea: toneColor(theme, 'error'),
    font: {
      fontFamily: theme.typography.fontFamily,
      fontSize: theme.typography.pxToRem(12),
      fill: text.secondary,
    },
  };
}
