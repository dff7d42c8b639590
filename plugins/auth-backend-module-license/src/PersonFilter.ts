import { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Whom the guest provider signs in, unless it is configured. */
const DEFAULT_GUEST = 'user:development/guest';

/** The license backend takes no longer ref. */
const MAX_REF_LENGTH = 255;

/** Databases do not store all of these, and no name holds them. */
const UNSTORABLE = /\p{Cc}|\p{Surrogate}/u;

/** Two refs of one entity are the same text. */
function normalize(ref: string): string | undefined {
  try {
    return stringifyEntityRef(parseEntityRef(ref));
  } catch {
    return undefined;
  }
}

/** Tells people from guests and services. */
export class PersonFilter {
  readonly #guests: ReadonlySet<string | undefined>;

  static fromConfig(config: RootConfigService): PersonFilter {
    const guest = config.getOptionalString(
      'auth.providers.guest.userEntityRef',
    );
    return new PersonFilter([DEFAULT_GUEST, ...(guest ? [guest] : [])]);
  }

  private constructor(guests: string[]) {
    this.#guests = new Set(guests.map(normalize));
  }

  /** The ref of a person in lower case; `undefined` if it is no person's. */
  personOf(ref: string): string | undefined {
    const person = normalize(ref);
    return person?.startsWith('user:') &&
      person.length <= MAX_REF_LENGTH &&
      !UNSTORABLE.test(person) &&
      !this.#guests.has(person)
      ? person
      : undefined;
  }
}
