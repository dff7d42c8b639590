import {
  darken,
  getContrastRatio,
  lighten,
  Theme,
} from '@material-ui/core/styles';

/** WCAG 2.2, 1.4.3: the least contrast of text of usual size. */
const READABLE = 4.5;

/** How good or bad something is; always told in words too. */
export type Tone = 'ok' | 'warning' | 'error' | 'neutral';

/** The theme's colour of a tone, for areas. */
export function toneColor(theme: Theme, tone: Tone): string {
  const { status } = theme.palette;
  return tone === 'neutral' ? status.aborted : status[tone];
}

/**
 * Black or white, whichever is easier to read. The theme's own `getContrastText` is content with a ratio of 3,
 * which is too little for text of usual size.
 */
export function textOn(theme: Theme, background: string): string {
  const { black, white } = theme.palette.common;
  return getContrastRatio(black, background) >=
    getContrastRatio(white, background)
    ? black
    : white;
}

/** The theme's colour of a tone, dark or light enough to be read on the paper. */
export function toneTextColor(theme: Theme, tone: Tone): string {
  const { background, text } = theme.palette;
  if (tone === 'neutral') {
    return text.primary;
  }
  const away = theme.palette.type === 'light' ? darken : lighten;
  for (let step = 0; step < 1; step += 0.05) {
    const color = away(toneColor(theme, tone), step);
    // Some cards lie on the page itself, which is darker than the paper in light themes.
    if (
      getContrastRatio(color, background.paper) >= READABLE &&
      getContrastRatio(color, background.default) >= READABLE
    ) {
      return color;
    }
  }
  return text.primary;
}
