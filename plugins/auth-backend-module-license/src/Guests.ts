import { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Whom the guest provider signs in, unless it is configured. */
const DEFAULT_GUEST = 'user:development/guest';

/** Two refs of one entity are the same text. */
function normalize(ref: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(ref));
  } catch {
    return ref;
  }
}

/**
 * Tells guests from those who count. Only the configuration of the auth backend says who they are; who else counts
 * for nothing is the license backend's to decide.
 */
export class Guests {
  readonly #refs: ReadonlySet<string>;

  static fromConfig(config: RootConfigService): Guests {
    const guest = config.getOptionalString(
      'auth.providers.guest.userEntityRef',
    );
    return new Guests([DEFAULT_GUEST, ...(guest ? [guest] : [])]);
  }

  private constructor(refs: string[]) {
    this.#refs = new Set(refs.map(normalize));
  }

  has(ref: string): boolean {
    return this.#refs.has(normalize(ref));
  }
}
