import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const MIB = 1024 * 1024;

/** So often the memory is looked at, in milliseconds. */
const LOOK_EVERY = 20;

/** What the backend can be asked for about itself. */
export interface Watched {
  /** Once garbage is collected: the resident memory, in MiB. */
  idleMemory: number;
  /** Begins to watch. */
  begin: void;
  /** What was seen since: the longest pause of the event loop in milliseconds, and the highest resident memory in MiB. */
  end: { longestPause: number; peakMemory: number };
}

const delays = monitorEventLoopDelay({ resolution: 1 });
let looking: NodeJS.Timeout | undefined;
let highest = 0;
let highestBefore = 0;

/** The highest memory in the life of this process, which the system keeps: no moment escapes it. */
const highestEver = () => process.resourceUsage().maxRSS * 1024;

const look = () => {
  highest = Math.max(highest, process.memoryUsage.rss());
};

const answers: { [K in keyof Watched]: () => Promise<Watched[K]> } = {
  async idleMemory() {
    for (let times = 0; times < 3; times += 1) {
      globalThis.gc?.();
      await sleep(500);
    }
    return process.memoryUsage.rss() / MIB;
  },
  async begin() {
    highest = 0;
    highestBefore = highestEver();
    look();
    looking = setInterval(look, LOOK_EVERY);
    delays.enable();
    delays.reset();
  },
  async end() {
    look();
    clearInterval(looking);
    delays.disable();
    const ever = highestEver();
    return {
      longestPause: delays.max / 1e6,
      peakMemory: (ever > highestBefore ? ever : highest) / MIB,
    };
  },
};

/** Answers the process that started this one. */
export function answerQuestions(): void {
  process.on('message', async (question: { ask?: keyof Watched }) => {
    if (question.ask) {
      // A message cannot say undefined.
      process.send?.({ answer: (await answers[question.ask]()) ?? null });
    }
  });
  // Whoever measured is gone.
  process.once('disconnect', () => process.exit(0));
}
