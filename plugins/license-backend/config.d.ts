import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import { HumanDuration } from '@backstage/types';

export interface Config {
  /** License Management: which licenses count here, and who watches over them. */
  license?: {
    /**
     * The id of this deployment, which licenses can be bound to. Without it, one is made at first start and
     * kept in the database.
     * @visibility backend
     */
    productInstanceId?: string;

    /**
     * The products this portal accepts licenses of. Without it, every product is accepted.
     * @visibility backend
     */
    products?: string[];

    /**
     * The public keys whose signatures are believed. A private, symmetric or weak key here stops the plugin at start.
     */
    trustedKeys?: {
      /**
       * Public keys with distinct `kid`, on Ed25519 or P-256: each a JWK, or `kid` and `pem`.
       * @visibility backend
       */
      keys?: Array<
        | {
            kid: string;
            kty: 'OKP' | 'EC';
            crv: 'Ed25519' | 'P-256';
            x: string;
            y?: string;
            alg?: string;
            use?: string;
            key_ops?: string[];
            /** What else a JWK has, such as `ext` or `x5t#S256`, changes nothing. */
            [member: string]: unknown;
          }
        | {
            kid: string;
            /**
             * The text from "-----BEGIN PUBLIC KEY-----" to "-----END PUBLIC KEY-----", as openssl writes it. Its
             * line breaks may be written as \n.
             */
            pem: string;
          }
      >;
      /**
       * Paths of JWKS files, whose `keys` are given as those above, read at start and at each refresh. Relative ones
       * are relative to the working directory of the backend.
       * @visibility backend
       */
      files?: string[];
    };

    /**
     * License files that the operator mounts, or folders of them: `*.json`, `*.lic`, `*.license` and names
     * without a suffix, in any case, none that begins with a dot, not deeper. A path that yields no license file is
     * listed, and not counted as installed. Relative paths are relative to the working directory of the backend.
     * @visibility backend
     */
    files?: string[];

    /**
     * The texts of license files, each by `$env` or `$file`. They are shown as `config:0`, `config:1` and so on.
     * One whose environment variable is not set is left out, so that those behind it move up; one whose file is
     * missing stops the portal.
     * @visibility secret
     */
    documents?: string[];

    /**
     * Shortens the grace period of every license to so many days. It never lengthens one.
     * @visibility backend
     */
    maxGracePeriodDays?: number;

    /** How active users are counted. */
    activeUsers?: {
      /**
       * The id of the source that counts: `catalog` (default), `sign-ins`, or one that a backend module adds.
       * @visibility backend
       */
      source?: string;
      /**
       * Who signed in during this time counts, with the source `sign-ins`. Default: 30 days.
       * @visibility backend
       */
      window?: HumanDuration | string;
    };

    /** The history of active users and seats. */
    usage?: {
      /**
       * So long each day is kept. Default: 400 days.
       * @visibility backend
       */
      retention?: HumanDuration | string;
    };

    /** Notifications through the notifications plugin, if the portal has it. */
    notifications?: {
      /**
       * Entity refs of the users and groups who are told when seats or licenses run out, each once. Default: nobody.
       * @visibility backend
       */
      receivers?: string[];
    };

    /** When the tasks run on the portal's scheduler. */
    schedule?: {
      /**
       * Validation of every license. Default: every 60 minutes.
       * @visibility backend
       */
      validation?: SchedulerServiceTaskScheduleDefinitionConfig;
      /**
       * Integrity scan. Default: every minute.
       * @visibility backend
       */
      integrityScan?: SchedulerServiceTaskScheduleDefinitionConfig;
      /**
       * Counting users for the history, and sending notifications. Default: every 15 minutes.
       * @visibility backend
       */
      usage?: SchedulerServiceTaskScheduleDefinitionConfig;
    };

    /** Tamper detection. */
    integrity?: {
      /**
       * Whether the database is scanned for changes made behind the API. Default: true.
       * @visibility backend
       */
      enabled?: boolean;
      /**
       * Secrets that seal the ledger of changes: the first seals, all verify. Every replica needs the same. Set the
       * first one before the first upload: what was written without a secret is not believed before somebody
       * acknowledges it. To rotate one, add the new secret behind it on every replica, then put the new one first on
       * every replica; after that the old one may go.
       */
      keys?: Array<{
        /**
         * At least 32 random characters.
         * @visibility secret
         */
        secret: string;
      }>;
      /**
       * A file outside of the database in which the head of the ledger is kept, so that a database restored from
       * an older copy is found also after a restart. Its folder has to be there, and may be a link; the file may not.
       * @visibility backend
       */
      checkpointFile?: string;
    };
    /** Lists of licenses that their vendor revoked. */
    revocations?: {
      /**
       * Paths of signed revocation lists. Relative ones are relative to the working directory of the backend.
       * @visibility backend
       */
      files?: string[];
    };
  };
}
