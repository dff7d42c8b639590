import { SecurityStatus } from '@thetasecure/backstage-plugin-license-common';
import { LicenseConfig } from '../config';
import { Ledger } from '../ledger/Ledger';
import { RunService } from '../runs/RunService';
import { IntegrityService } from './IntegrityService';

/** What is known about integrity, and what watches over it. */
export async function securityStatus(from: {
  ledger: Ledger;
  integrity: IntegrityService;
  config: Pick<LicenseConfig, 'integrity'>;
  validations: RunService;
  scans: RunService;
}): Promise<SecurityStatus> {
  const { ledger } = from;
  const criticalEvents = await from.integrity.countCritical();
  const [scans, validations] = await Promise.all([
    from.scans.status(ledger.beganAt),
    from.validations.status(ledger.beganAt),
  ]);
  return {
    integrity: {
      tamperDetection: from.config.integrity.enabled ? 'enabled' : 'disabled',
      sealed: ledger.isSealed,
      ...(ledger.isSecretMissing && { secretMissing: true }),
      criticalEvents,
      lastScan: scans.last,
      overdue: scans.overdue,
    },
    validation: {
      lastValidation: validations.last,
      nextValidation: validations.next,
      interval: validations.interval,
      validationErrors: validations.last?.failed ?? 0,
      running: validations.running,
      overdue: validations.overdue,
    },
  };
}
