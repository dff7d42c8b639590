import { Plan } from '../options';
import { Figure } from '../Row';
import { figureOf, intervalOfMedian } from './figures';

/** What one side measured in one round, by name. */
export type Sample<M extends string> = Record<M, number>;

/** What came out of some rounds. */
export interface Comparison {
  own: Figure;
  other?: Figure;
  result: number;
  noise?: string;
}

type Rounds = Pick<Plan, 'rounds' | 'mostRounds'>;

/** How two figures make one that has to keep a bound. */
const COMBINE = {
  ratio: (own: number, other: number) => own / other,
  difference: (own: number, other: number) => own - other,
  own: (own: number) => own,
};

export type Combination = keyof typeof COMBINE;

const show = (value: number) => value.toPrecision(3);

function judge(
  own: number[],
  other: number[] | undefined,
  bound: number,
  combination: Combination,
): Comparison {
  const combine = COMBINE[combination];
  const ownFigure = figureOf(own);
  const otherFigure = other && figureOf(other);
  const result = combine(ownFigure.median, otherFigure?.median ?? 0);
  const { low, high } = intervalOfMedian(
    own.map((value, round) => combine(value, other?.[round] ?? 0)),
  );
  // The rounds have to agree with one another, and with the figure that is shown.
  const isClear =
    (high <= bound && result <= bound) || (low > bound && result > bound);
  return {
    own: ownFigure,
    ...(otherFigure && { other: otherFigure }),
    result,
    ...(!isClear && {
      noise: `After ${own.length} rounds the result can be anything from ${show(
        low,
      )} to ${show(high)}, on both sides of the bound`,
    }),
  };
}

/**
 * Measures two sides in turn, the other one first in each second round, and goes on as long as a verdict is not clear.
 *
 * @param options - `bounds`: what each result has to keep, by name
 */
export async function compare<M extends string>(options: {
  own: () => Promise<Sample<M>>;
  other?: () => Promise<Sample<M>>;
  bounds: Sample<M>;
  combination: Combination;
  plan: Rounds;
}): Promise<Record<M, Comparison>> {
  const { own, other, bounds, combination, plan } = options;
  const ownSamples: Sample<M>[] = [];
  const otherSamples: Sample<M>[] = [];
  const sides = [
    async () => ownSamples.push(await own()),
    async () => other && otherSamples.push(await other()),
  ];
  const names = Object.keys(bounds) as M[];
  for (;;) {
    const round = ownSamples.length;
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      await side();
    }
    const judged = Object.fromEntries(
      names.map(name => [
        name,
        judge(
          ownSamples.map(sample => sample[name]),
          other && otherSamples.map(sample => sample[name]),
          bounds[name],
          combination,
        ),
      ]),
    ) as Record<M, Comparison>;
    const done = ownSamples.length;
    const isClear = names.every(name => judged[name].noise === undefined);
    if (done >= plan.mostRounds || (done >= plan.rounds && isClear)) {
      return judged;
    }
  }
}
