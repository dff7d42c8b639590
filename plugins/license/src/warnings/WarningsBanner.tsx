import { useCoverage } from '../outlook/useCoverage';
import { Warnings } from './Warnings';

/** The warnings, for tabs that ask for nothing else about what is to come. */
export function WarningsBanner() {
  const { live } = useCoverage();
  // Why there are none is told on the Overview; the tab below does without them.
  return live.state === 'ready' ? <Warnings coverage={live.value} /> : null;
}
