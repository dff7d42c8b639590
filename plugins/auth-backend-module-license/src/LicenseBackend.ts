import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  SignInReport,
  SignInState,
} from '@thetasecure/backstage-plugin-license-common';

const PLUGIN_ID = 'license';

/** An answer may take so long, in milliseconds. */
const TIMEOUT = 30_000;

/** Talks to the license backend over HTTP, wherever it is deployed, as the auth plugin. */
export class LicenseBackend {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /** @throws without anything of what was sent or answered: every signed-in user can see why a task failed */
  async getState(signal: AbortSignal): Promise<SignInState> {
    return this.#ask(signal);
  }

  /** @throws like `getState` */
  async report(report: SignInReport, signal: AbortSignal): Promise<void> {
    await this.#ask(signal, report);
  }

  async #ask(signal: AbortSignal, body?: SignInReport): Promise<SignInState> {
    try {
      const { token } = await this.#auth.getPluginRequestToken({
        onBehalfOf: await this.#auth.getOwnServiceCredentials(),
        targetPluginId: PLUGIN_ID,
      });
      const url = `${await this.#discovery.getBaseUrl(
        PLUGIN_ID,
      )}/usage/sign-ins`;
      const response = await fetch(url, {
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
        },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
      });
      if (!response.ok) {
        throw await ResponseError.fromResponse(response);
      }
      return await response.json();
    } catch (error) {
      throw new Error(describe(error));
    }
  }
}

function describe(error: unknown): string {
  if (error instanceof ResponseError) {
    return error.statusCode === 404
      ? 'No license backend takes sign-ins (status 404). Add @thetasecure/backstage-plugin-license-backend to the portal'
      : `The license backend refused sign-ins (status ${error.statusCode})`;
  }
  const { cause, name } = error as Error & { cause?: { code?: string } };
  return `The license backend did not answer (${cause?.code ?? name})`;
}
