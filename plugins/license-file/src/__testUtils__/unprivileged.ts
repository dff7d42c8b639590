const NOBODY = 65_534;

/** Runs it as a user who may not do everything: for root nothing is unreadable, and containers run tests as root. */
export async function unprivileged<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) {
    return run();
  }
  process.seteuid!(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid!(0);
  }
}
