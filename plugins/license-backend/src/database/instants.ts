/** An instant in milliseconds since the epoch, as the tables and the API write it. */
export const toInstant = (milliseconds: number): string =>
  new Date(milliseconds).toISOString();

/** The other way round. */
export const fromInstant = (text: string): number => Date.parse(text);
