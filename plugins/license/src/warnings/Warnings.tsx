import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { ToneBox } from '../banner/ToneBox';
import type { Tone } from '../status/contrast';
import { WarningText } from './WarningText';

type Warning = Coverage['warnings'][number];

function toneOf({ type, threshold = 0 }: Warning): Tone {
  const isTooLate =
    type === 'grace_ends' || (type === 'utilization' && threshold >= 100);
  return isTooLate ? 'error' : 'warning';
}

/** What the server warns of; nothing at all if there is nothing. */
export function Warnings(props: { coverage: Coverage }) {
  const { coverage } = props;
  return (
    <>
      {coverage.warnings.map(warning => {
        const tone = toneOf(warning);
        return (
          <div key={warning.type} role={tone === 'error' ? 'alert' : 'status'}>
            <ToneBox tone={tone}>
              <WarningText warning={warning} coverage={coverage} />
            </ToneBox>
          </div>
        );
      })}
    </>
  );
}
