import { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ResponseError } from '@backstage/errors';
import {
  ActiveUser,
  ActiveUsersSource,
} from '@thetasecure/backstage-plugin-license-node';

/** Users that the catalog is asked for at once. */
const PAGE = 500;

/** Counts the `User` entities of the catalog. */
export class CatalogUsersSource implements ActiveUsersSource {
  readonly id = 'catalog';
  readonly rule = 'Users in the catalog';

  constructor(
    private readonly deps: { catalog: CatalogService; auth: AuthService },
  ) {}

  async *users(options: {
    signal: AbortSignal;
  }): AsyncGenerator<readonly ActiveUser[]> {
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await this.#query(cursor);
      yield items;
      cursor = nextCursor;
    } while (cursor && !options.signal.aborted);
  }

  async #query(cursor: string | undefined) {
    try {
      const { items, pageInfo } = await this.deps.catalog.queryEntities(
        {
          limit: PAGE,
          fields: [
            'kind',
            'metadata.name',
            'metadata.namespace',
            'spec.profile.displayName',
          ],
          ...(cursor ? { cursor } : { filter: { kind: 'user' } }),
        },
        { credentials: await this.deps.auth.getOwnServiceCredentials() },
      );
      return {
        nextCursor: pageInfo.nextCursor,
        items: items.map((entity): ActiveUser => {
          const profile = entity.spec?.profile as
            | { displayName?: unknown }
            | undefined;
          return {
            user: stringifyEntityRef(entity),
            ...(typeof profile?.displayName === 'string' && {
              displayName: profile.displayName,
            }),
          };
        }),
      };
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
