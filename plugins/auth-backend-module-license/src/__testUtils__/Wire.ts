import { SignInReport } from '@thetasecure/backstage-plugin-license-common';

/** Watches what goes to the license backend. */
export class Wire {
  /** Reports that were sent. */
  readonly reports: SignInReport[] = [];
  /** Called before each report goes out; what it throws is what becomes of the report. */
  before: (sent: number) => void | Promise<void> = () => {};
  /** Called after each report was answered. */
  after: (sent: number) => void | Promise<void> = () => {};
  readonly #spy: jest.SpyInstance;

  constructor() {
    const original = global.fetch;
    this.#spy = jest
      .spyOn(global, 'fetch')
      .mockImplementation(async (url, init) => {
        if (init?.method !== 'POST') {
          return original(url, init);
        }
        await this.before(this.reports.length + 1);
        this.reports.push(JSON.parse(String(init.body)));
        const response = await original(url, init);
        await this.after(this.reports.length);
        return response;
      });
  }

  /** So many sign-ins each report holds. */
  get sizes(): number[] {
    return this.reports.map(({ items }) => items.length);
  }

  restore(): void {
    this.#spy.mockRestore();
  }
}
