import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import { table } from '../commandLine/output';

/** A revocation list as it is shown. */
export type ShownRevocationList = Pick<
  RevocationList,
  'sequence' | 'issuedAt'
> & {
  revoked: { licenseId: string; revokedAt: string; reason?: string }[];
};

export function showRevocationList(list: RevocationList): ShownRevocationList {
  return {
    sequence: list.sequence,
    issuedAt: list.issuedAt,
    revoked: list.revoked.map(({ licenseId, revokedAt, reason }) => ({
      licenseId,
      revokedAt,
      ...(reason !== undefined && { reason }),
    })),
  };
}

export function tableOfRevocationList(list: ShownRevocationList): string {
  return [
    table([
      ['Sequence', list.sequence],
      ['Issued', list.issuedAt],
      ['Revoked', list.revoked.length],
    ]),
    table(
      list.revoked.map(({ licenseId, revokedAt, reason }) => [
        `  ${licenseId}`,
        revokedAt,
        reason ?? '',
      ]),
    ),
  ]
    .filter(text => text !== '')
    .join('\n');
}
