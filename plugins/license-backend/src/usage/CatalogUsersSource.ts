import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ResponseError } from '@backstage/errors';
import { ActiveUsersSource } from '@thetasecure/backstage-plugin-license-node';

/** Counts the `User` entities of the catalog. */
export class CatalogUsersSource implements ActiveUsersSource {
  readonly id = 'catalog';
  readonly rule = 'Users in the catalog';
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: { catalog: CatalogService; auth: AuthService }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  async count(): Promise<number> {
    try {
      const { totalItems } = await this.#catalog.queryEntities(
        { filter: { kind: 'user' }, fields: ['kind'], limit: 1 },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      return totalItems;
    } catch (error) {
      throw new Error(`The catalog did not answer (${describe(error)})`);
    }
  }
}

/** What went wrong between here and the catalog, without anything the catalog said. */
function describe(error: unknown): string {
  if (error instanceof ResponseError) {
    return `status ${error.statusCode}`;
  }
  const { cause, name } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
}
