import type { License } from '@thetasecure/backstage-plugin-license-common';
import { Badge } from './Badge';
import { Tone } from './contrast';

const TONES: Record<License['status'], Tone> = {
  active: 'ok',
  grace_period: 'warning',
  expired: 'error',
  invalid: 'error',
  scheduled: 'neutral',
  superseded: 'neutral',
};

/** The status of a license, spelled as in the API and the product manual in every language. */
export function StatusBadge(props: { status: License['status'] }) {
  return <Badge tone={TONES[props.status]}>{props.status}</Badge>;
}
