import type { Tally } from "./createTally.ts";
import { verdictOver, type Asked } from "./verdictOver.ts";

/** The verdict over the seeds of a tally, and everything that keeps it from being a plain "held". */
export const verdictOf = (tally: Tally, asked: Asked): ReturnType<typeof verdictOver> =>
  verdictOver(
    {
      seeds: tally.seeds(),
      rules: tally.rules(),
      undecided: tally.undecided(),
      divergence: tally.divergence(),
      faults: tally.faults(),
    },
    asked,
  );
