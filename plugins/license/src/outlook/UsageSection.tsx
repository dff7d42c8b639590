import type {
  Coverage,
  UsageHistory,
} from '@thetasecure/backstage-plugin-license-common';
import { PageSection } from '../section/PageSection';
import { errorKind } from '../states/errorKind';
import { LivePart } from '../states/LivePart';
import { Live } from '../states/useLive';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { Outlook } from './Outlook';
import { RangeChoice } from './RangeChoice';
import { timelineOf } from './timeline';
import { UsageChart } from './UsageChart';
import { UsageTable } from './UsageTable';
import type { Range } from './useUsage';

/** One value of two that are shown together: it is there when both are. */
function bothOf<A, B>(a: Live<A>, b: Live<B>): Live<{ a: A; b: B }> {
  if (a.state === 'failed') {
    return a;
  }
  if (b.state === 'failed') {
    return b;
  }
  return a.state === 'ready' && b.state === 'ready'
    ? { state: 'ready', value: { a: a.value, b: b.value } }
    : { state: 'loading' };
}

/** Users against seats, as it was and as it will be; nothing at all if the backend knows of neither. */
export function UsageSection(props: {
  usage: Live<UsageHistory>;
  coverage: Live<Coverage>;
  range: Range;
  onRange: (range: Range) => void;
  onRetry: () => void;
}) {
  const t = useText();
  const id = useUniqueId();
  const { range, onRange, onRetry } = props;
  const live = bothOf(props.usage, props.coverage);
  if (live.state === 'failed' && errorKind(live.error) === 'missing') {
    return null;
  }
  return (
    <PageSection
      id={id}
      title={t('usage.title')}
      action={<RangeChoice range={range} onRange={onRange} />}
    >
      <LivePart live={live} onRetry={onRetry}>
        {({ a: history, b: coverage }) => {
          const timeline = timelineOf(history, coverage, range);
          return (
            <>
              <Outlook coverage={coverage} />
              {/* A new chart for another range: the old one would keep its tooltip. */}
              <UsageChart key={range} timeline={timeline} />
              <UsageTable timeline={timeline} />
            </>
          );
        }}
      </LivePart>
    </PageSection>
  );
}
