/** A sentence without its period, to go on with a remedy. */
export const asClause = (sentence: string): string =>
  sentence.replace(/\.$/, '');
