import { LicenseStore } from '../database/LicenseStore';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { ActiveUsers, ActiveUsersCount } from '../usage/ActiveUsers';

/** What is installed, and who uses it. */
export interface Present {
  snapshot: Snapshot;
  active: ActiveUsersCount;
}

/** Reads what holds now. One statement tells whether what is in memory still does; usually it does. */
export class PresentReader {
  readonly #store: LicenseStore;
  readonly #inventory: LicenseInventory;
  readonly #activeUsers: ActiveUsers;

  constructor(options: {
    store: LicenseStore;
    inventory: LicenseInventory;
    activeUsers: ActiveUsers;
  }) {
    this.#store = options.store;
    this.#inventory = options.inventory;
    this.#activeUsers = options.activeUsers;
  }

  async read(): Promise<Present> {
    const { state, count } = await this.#store.getStateAndCount(
      this.#activeUsers.source.id,
    );
    const [snapshot, active] = await Promise.all([
      this.#inventory.current(state),
      this.#activeUsers.current({ count }),
    ]);
    return { snapshot, active };
  }
}
