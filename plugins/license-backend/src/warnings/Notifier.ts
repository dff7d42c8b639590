import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  causeOf,
  CoverageForecast,
  describeWarning,
  looserCauses,
  rearmedCauses,
  Warning,
} from '@thetasecure/backstage-plugin-license-common';
import { OverviewService } from '../overview/OverviewService';
import { messageOf } from '../errors';
import { isDoneWithin } from '../isDoneWithin';
import { WarningStore } from './WarningStore';

/** The notifications plugin has so long to answer, in milliseconds: less than the lease of whoever sends. */
const PATIENCE = 30_000;

/** The notifications plugin did not take a notification. */
class SendError extends Error {}

/**
 * Tells the configured receivers once of everything there is to warn of.
 *
 * @remarks
 * What was sent is in the database, so neither a restart nor another replica tells it again. What could not be sent
 * is tried again the next time, as long as it still holds.
 */
export class Notifier {
  constructor(
    private readonly deps: {
      overview: Pick<OverviewService, 'forecast'>;
      store: WarningStore;
      notifications: NotificationService;
      /** Entity refs of users and groups. */
      receivers: string[];
      logger: LoggerService;
      /** Milliseconds that the notifications plugin has to answer. */
      patience?: number;
    },
  ) {}

  /** Sends what is new. Without receivers nothing is noted down: those who come later are told what holds then. */
  async notify(): Promise<void> {
    const { receivers, overview, store, logger } = this.deps;
    if (receivers.length === 0) {
      return;
    }
    const forecast = await overview.forecast();
    const { warnings } = forecast.outlook;
    const { utilizationPercent } = forecast.entitlement;
    if (utilizationPercent !== null) {
      await store.forget(rearmedCauses(utilizationPercent));
    }
    await store.dropUnsettled(warnings.map(causeOf), Date.now());
    try {
      for (const warning of warnings) {
        if (await store.claim(causeOf(warning), Date.now())) {
          await this.#send(warning, forecast);
        }
      }
    } catch (error) {
      if (!(error instanceof SendError)) {
        throw error;
      }
      logger.warn(
        `Nobody was told that license slots or licenses run out (${error.message}). Add the notifications plugin to the backend and check license.notifications.receivers, or remove that key. It is tried again later.`,
      );
    }
  }

  async #send(warning: Warning, forecast: CoverageForecast): Promise<void> {
    const { notifications, receivers, store, patience = PATIENCE } = this.deps;
    const sending = notifications
      .send({
        recipients: { type: 'entity', entityRef: receivers },
        payload: {
          ...describeWarning(warning, forecast),
          link: '/license/overview',
          topic: 'license',
          // Whoever stops between sending and noting it down sends again, later: that updates this notification.
          scope: causeOf(warning),
        },
      })
      .catch(error => {
        throw new SendError(messageOf(error));
      })
      .then(() =>
        store.settle([causeOf(warning), ...looserCauses(warning)], Date.now()),
      );
    // An answer that comes too late is still one.
    if (!(await isDoneWithin(patience, sending))) {
      throw new SendError(`no answer within ${patience / 1000} seconds`);
    }
  }
}
