/** Units that an interval is told in. */
export type DurationUnit = 'days' | 'hours' | 'minutes' | 'seconds';

const SECONDS: Record<DurationUnit, number> = {
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
};

const ISO_DURATION =
  /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;

/**
 * Splits an ISO 8601 duration into units people talk in. Below two hours it stays in minutes: an interval of
 * `PT1H` is 60 minutes.
 *
 * @returns the units with their amounts, the greatest first; `undefined` for months and years, which have no fixed
 * length, and for what is no duration
 */
export function splitDuration(
  duration: string,
): { unit: DurationUnit; amount: number }[] | undefined {
  const match = ISO_DURATION.exec(duration);
  if (!match || duration.endsWith('P') || duration.endsWith('T')) {
    return undefined;
  }
  const [weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map(part => Number(part ?? 0));
  let rest =
    (weeks * 7 + days) * SECONDS.days +
    hours * SECONDS.hours +
    minutes * SECONDS.minutes +
    seconds;
  const units: DurationUnit[] =
    rest < 2 * SECONDS.hours
      ? ['minutes', 'seconds']
      : ['days', 'hours', 'minutes', 'seconds'];
  const parts = units.map(unit => {
    const amount = Math.floor(rest / SECONDS[unit]);
    rest -= amount * SECONDS[unit];
    return { unit, amount };
  });
  const told = parts.filter(({ amount }) => amount > 0);
  return told.length ? told : [{ unit: 'seconds', amount: 0 }];
}
