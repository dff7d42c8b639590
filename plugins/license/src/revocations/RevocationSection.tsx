import type { Revocations } from '@thetasecure/backstage-plugin-license-common';
import { PageButton } from '../banner/PageButton';
import { PageSection } from '../section/PageSection';
import { errorKind } from '../states/errorKind';
import { LivePart } from '../states/LivePart';
import { Live } from '../states/useLive';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { RevokedTable } from './RevokedTable';

/** Which licenses their vendor revoked; nothing at all if the backend knows of no revocations. */
export function RevocationSection(props: {
  revocations: Live<Revocations>;
  mayUpload: boolean;
  onRetry: () => void;
  onUpload: () => void;
}) {
  const t = useText();
  const id = useUniqueId();
  const { revocations, mayUpload, onRetry, onUpload } = props;
  if (
    revocations.state === 'failed' &&
    errorKind(revocations.error) === 'missing'
  ) {
    return null;
  }
  const listText = ({ sequence, issuedAt, revoked }: Revocations) => {
    const facts = {
      sequence: String(sequence),
      revoked: t('revocations.revoked', { count: revoked.length }),
    };
    return issuedAt
      ? t('revocations.listIssued', {
          ...facts,
          time: <Instant value={issuedAt} />,
        })
      : t('revocations.list', facts);
  };
  return (
    <PageSection
      id={id}
      title={t('revocations.title')}
      action={
        mayUpload && (
          <PageButton size="small" variant="outlined" onClick={onUpload}>
            {t('revocations.upload')}
          </PageButton>
        )
      }
    >
      <LivePart live={revocations} onRetry={onRetry}>
        {list =>
          list.sequence === 0 ? (
            <p>{t('revocations.none')}</p>
          ) : (
            <>
              <p>{listText(list)}</p>
              {list.revoked.length > 0 && (
                <RevokedTable revoked={list.revoked} />
              )}
            </>
          )
        }
      </LivePart>
    </PageSection>
  );
}
