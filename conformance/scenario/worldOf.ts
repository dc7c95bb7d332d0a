import { priorityTies } from "../../sim/kernel/priorityTies.ts";
import { World } from "../../sim/kernel/world.ts";
import type { ScenarioRunOptions } from "./scenarioRun.ts";
import { startMs } from "./startMs.ts";

/** The world that a scenario is run in, before anything is in it. */
export function worldOf({
  scenario: { ties },
  seed,
  journal,
  onWorld,
}: Pick<ScenarioRunOptions, "scenario" | "seed" | "journal" | "onWorld">): World {
  const world = new World({
    seed: `claimcheck ${seed}`,
    startMs,
    keepJournal: journal === "full",
    ...(ties === undefined
      ? {}
      : {
          ties: priorityTies(
            ties.seed,
            ties.changesMs.map((ms) => (startMs + ms) * 1000),
          ),
        }),
  });
  onWorld?.(world);
  return world;
}
