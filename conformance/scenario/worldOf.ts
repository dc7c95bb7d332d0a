import { priorityTies } from "../../sim/kernel/priorityTies.ts";
import { Accounting } from "../../sim/kernel/accounting.ts";
import { World } from "../../sim/kernel/world.ts";
import type { ScenarioRunOptions } from "./scenarioRun.ts";
import { startMs } from "./startMs.ts";

/** The world that a scenario is run in, before anything is in it. */
export function worldOf({
  scenario: { ties },
  seed,
  journal,
  onWorld,
  profile,
}: Pick<ScenarioRunOptions, "scenario" | "seed" | "journal" | "onWorld" | "profile">): World {
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
  if (profile === true) world.accounting = new Accounting(world);
  onWorld?.(world);
  return world;
}
