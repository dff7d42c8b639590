import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  ActiveUser,
  activeUsersExtensionPoint,
} from '@thetasecure/backstage-plugin-license-node';
import { Knex } from 'knex';

/** A source of active users whose pages a test sets, with a module that adds it as `test`. */
export class TestUsers {
  /** What the source answers with, or throws. */
  pages: () => AsyncIterable<readonly ActiveUser[]> = this.#of([]);

  /** Configures the plugin to count by this source. */
  readonly config = { activeUsers: { source: 'test' } };

  readonly module = createBackendModule({
    pluginId: 'license',
    moduleId: 'test-users',
    register: env =>
      env.registerInit({
        deps: { activeUsers: activeUsersExtensionPoint },
        init: async ({ activeUsers }) =>
          activeUsers.addSource({
            id: 'test',
            rule: 'Testers',
            users: () => this.pages(),
          }),
      }),
  });

  /** From now on these count. */
  set(...pages: (readonly ActiveUser[])[]): void {
    this.pages = this.#of(pages);
  }

  /** From now on so many count, named `user-0` and on. */
  setCount(count: number): void {
    this.set(
      Array.from({ length: count }, (_, index) => ({ user: `user-${index}` })),
    );
  }

  /** From now on nobody can be counted. */
  fail(message: string): void {
    this.pages = async function* fail() {
      throw new Error(message);
    };
  }

  #of(pages: readonly (readonly ActiveUser[])[]) {
    return async function* users() {
      yield* pages;
    };
  }
}

/** As if the last count were long ago. */
export async function ageCounts(knex: Knex): Promise<void> {
  await knex('license_user_counts').update({ due_at: 0 });
}

/** Nobody is counted for the next minutes. */
export async function countNoMore(knex: Knex): Promise<void> {
  const minutes = 10 * 60_000;
  await knex('license_user_counts').update({ due_at: Date.now() + minutes });
}
