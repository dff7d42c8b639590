/** Waits until a condition holds; the test's own timeout is the limit. */
export async function until<T>(
  look: () => Promise<T>,
  isDone: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = await look();
    if (isDone(value)) {
      return value;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
