import { createTheme, getContrastRatio, Theme } from '@material-ui/core/styles';
import { textOn, Tone, toneColor, toneTextColor } from './contrast';

// Colours as a portal might choose them: too bright for text on white, too dark for text on grey.
const status = {
  ok: '#1DB954',
  warning: '#FF9800',
  error: '#F84C55',
  running: '#1F5493',
  pending: '#FFED51',
  aborted: '#757575',
};

const themes: [string, Theme][] = [
  [
    'light',
    createTheme({
      palette: { type: 'light', status, background: { default: '#F8F8F8' } },
    }),
  ],
  [
    'dark',
    createTheme({
      palette: {
        type: 'dark',
        status,
        background: { default: '#333333', paper: '#424242' },
      },
    }),
  ],
];
const tones: Tone[] = ['ok', 'warning', 'error', 'neutral'];

describe.each(themes)('colours in a %s theme', (_name, theme) => {
  it.each(tones)('can be read on the ground of the tone %s', tone => {
    const ground = toneColor(theme, tone);

    expect(getContrastRatio(textOn(theme, ground), ground)).toBeGreaterThan(
      4.5,
    );
  });

  it.each(['ok', 'warning', 'error'] as const)(
    'can be read as text of the tone %s',
    tone => {
      const { paper, default: page } = theme.palette.background;
      const color = toneTextColor(theme, tone);

      expect(color).not.toBe(theme.palette.text.primary);
      expect(getContrastRatio(color, paper)).toBeGreaterThanOrEqual(4.5);
      expect(getContrastRatio(color, page)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
