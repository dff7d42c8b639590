/** The ids of the scheduled tasks, as the portal's scheduler shows them. */
export const TASKS = {
  validation: 'license-validation',
  integrityScan: 'license-integrity-scan',
  usage: 'license-usage',
} as const;
