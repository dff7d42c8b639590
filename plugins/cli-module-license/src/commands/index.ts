import { CliCommand } from '@backstage/cli-node';

/** All commands; each is loaded only when it is run. */
export const commands: CliCommand[] = [
  {
    path: ['keys', 'create'],
    description: 'Make a key pair to issue licenses with',
    execute: { loader: () => import('./createKeys') },
  },
  {
    path: ['issue'],
    description: 'Issue a license, or one for each row of a CSV file',
    execute: { loader: () => import('./issue') },
  },
  {
    path: ['revoke'],
    description: 'Put licenses on a revocation list',
    execute: { loader: () => import('./revoke') },
  },
  {
    path: ['inspect'],
    description: 'Show what a license file or revocation list says',
    execute: { loader: () => import('./inspect') },
  },
  {
    path: ['verify'],
    description: 'Verify a license file or revocation list as a portal does',
    execute: { loader: () => import('./verify') },
  },
  {
    path: ['checkpoint', 'verify'],
    description: "Compare a saved checkpoint with a portal's answer",
    execute: { loader: () => import('./verifyCheckpoint') },
  },
];
