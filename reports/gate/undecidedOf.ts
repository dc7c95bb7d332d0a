import type { GateResult } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";
import { tellDivergence } from "../tellDivergence.ts";

/** Every reason for which something could not be judged, wherever it showed. */
export const undecidedOf = (result: GateResult): readonly string[] => [
  ...result.undecided,
  ...result.regressions.replayed.flatMap(({ file, undecided }) =>
    undecided.map((reason) => `${file}: ${reason}`),
  ),
  ...result.sweeps.flatMap(({ plan, undecided, divergence }) => [
    ...undecided.map(
      ({ reason, runs, seed }) =>
        `${plan.topology}: ${reason}${seed === null ? "" : ` (${counted(runs, "run")}, first in seed ${seed})`}`,
    ),
    ...(divergence === null ? [] : [`${plan.topology}: ${tellDivergence(divergence)}`]),
  ]),
];
