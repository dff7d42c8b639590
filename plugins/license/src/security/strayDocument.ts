import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';

const PREFIX = 'document:';

/**
 * The name of the document that an event is about, if it is stored and no entry of the ledger speaks of it. Such a
 * document can be deleted by the subject of the event.
 */
export function strayDocument({
  type,
  subject,
  active,
}: SecurityEvent): string | undefined {
  return type === 'document_unknown' && active && subject.startsWith(PREFIX)
    ? subject.slice(PREFIX.length)
    : undefined;
}
