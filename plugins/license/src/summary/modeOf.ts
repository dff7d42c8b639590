import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { Tone } from '../status/contrast';

/** The operating mode and whether it lives on grace, as one of the page's texts. */
export type ModeText =
  | 'licensed'
  | 'licensedGrace'
  | 'trial'
  | 'trialGrace'
  | 'limited';

/** How an operating mode is shown. */
export function modeOf(
  summary: Pick<Summary, 'operatingMode' | 'inGracePeriod'>,
): { text: ModeText; tone: Tone } {
  const { operatingMode, inGracePeriod } = summary;
  switch (operatingMode) {
    case 'licensed':
      return inGracePeriod
        ? { text: 'licensedGrace', tone: 'warning' }
        : { text: 'licensed', tone: 'ok' };
    case 'trial':
      return inGracePeriod
        ? { text: 'trialGrace', tone: 'warning' }
        : { text: 'trial', tone: 'neutral' };
    default:
      return { text: 'limited', tone: 'warning' };
  }
}
