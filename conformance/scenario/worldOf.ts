import { priorityTies } from "../../sim/kernel/priorityTies.ts";
import { Accounting } from "../../sim/kernel/accounting.ts";
import { World } from "../../sim/kernel/world.ts";
import type { ScenarioRunOptions } from "./scenarioRun.ts";
import { startMs } from "./startMs.ts";

/**
 * ioredis-mock makes claims of scripts that fail, which are claimed again at once, for hours; each costs its Lua milliseconds.
 * Scenarios of schedulers have 13,027 events at most on the model (seeds 1..600), and more than half are the network's.
 */
const mockEventsMax = 10_000;

/** The world that a scenario is run in, before anything is in it. */
export function worldOf({
  scenario: { ties },
  seed,
  backend,
  journal,
  onWorld,
  profile,
}: Pick<
  ScenarioRunOptions,
  "scenario" | "seed" | "backend" | "journal" | "onWorld" | "profile"
>): World {
  const world = new World({
    seed: `claimcheck ${seed}`,
    startMs,
    keepJournal: journal === "full",
    ...(backend === "mock" ? { eventsMax: mockEventsMax } : {}),
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
