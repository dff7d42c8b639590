import { LicenseOrder } from '@thetasecure/backstage-plugin-license-file';
import { Command } from 'commander';
import { collect } from '../commandLine/collect';
import { numberIn, orderFrom } from './orderFrom';

/** What the options of `issue` say about the license. */
export interface MemberOptions {
  licenseId?: string;
  product?: string;
  type?: string;
  instance?: string;
  customerName?: string;
  customerEmail?: string;
  maxUsers?: string;
  validFrom?: string;
  validUntil?: string;
  timeZone?: string;
  gracePeriodDays?: string;
  feature?: string[];
  supersedes?: string[];
  issuer?: string;
  issuedAt?: string;
  term?: string;
}

/** The license key is no option: what stands on a command line is seen by others, and kept by the shell. */
export function addMemberOptions(command: Command): Command {
  return command
    .option('--license-id <id>', 'id of the license (default: by chance)')
    .option('--product <name>', 'product it is for')
    .option('--type <type>', 'subscription or trial')
    .option('--instance <id>', 'product instance id it is bound to')
    .option('--customer-name <name>', 'name of the customer')
    .option('--customer-email <address>', 'e-mail address of the customer')
    .option('--max-users <seats>', 'users it is good for')
    .option('--valid-from <date>', 'first day, YYYY-MM-DD (default: today)')
    .option('--valid-until <date>', 'last day (default: that of the term)')
    .option(
      '--term <duration>',
      'how long, such as P1Y, P18M or P30D (default: P1Y, of a trial P30D)',
    )
    .option('--time-zone <zone>', 'whose days they are, such as Europe/Berlin')
    .option('--grace-period-days <days>', 'how long it counts after its end')
    .option('--feature <name>', 'a feature; repeat it for more', collect)
    .option('--supersedes <id>', 'a license it replaces; repeat it', collect)
    .option('--issuer <name>', 'who issues it')
    .option(
      '--issued-at <instant>',
      'such as 2026-01-15T09:00:00Z (default: now)',
    );
}

/** What options order. */
export const orderOf = (options: MemberOptions): LicenseOrder =>
  orderFrom({
    licenseId: options.licenseId,
    product: options.product,
    type: options.type,
    productInstanceId: options.instance,
    'customer.name': options.customerName,
    'customer.email': options.customerEmail,
    maxUsers: numberIn(options.maxUsers),
    validFrom: options.validFrom,
    validUntil: options.validUntil,
    term: options.term,
    timeZone: options.timeZone,
    gracePeriodDays: numberIn(options.gracePeriodDays),
    features: options.feature,
    supersedes: options.supersedes,
    issuer: options.issuer,
    issuedAt: options.issuedAt,
  });
