/** Nothing runs unless a test says so. */
export const MANUAL_SCHEDULE = Object.fromEntries(
  ['validation', 'integrityScan', 'usage'].map(task => [
    task,
    { frequency: { trigger: 'manual' }, timeout: { minutes: 5 } },
  ]),
);
