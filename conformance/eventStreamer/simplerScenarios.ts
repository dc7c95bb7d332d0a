import type { EventStreamerScenario } from "../../spec/eventStreamer/scenario.ts";
import { unknownNodeIn } from "../../spec/nodeFault.ts";
import { simplerRecords } from "../../spec/simplerRecords.ts";
import { simplerTopologies } from "../../spec/simplerTopologies.ts";

const numbers = ["byMs", "forMs", "restartAfterMs", "request", "snapshotAgeMs", "stepMs"];

/**
 * Scenarios that say the same with less: fewer nodes and details first, then smaller numbers as fast-check would try them.
 * Each differs from the given one in one place.
 */
export function* simplerScenarios(
  scenario: EventStreamerScenario,
): Generator<EventStreamerScenario> {
  const { workers, steps, faults } = scenario;
  for (const topology of simplerTopologies(scenario.topology)) {
    const left = faults.filter((fault) => unknownNodeIn(fault, topology) === null);
    yield { ...scenario, topology, faults: left };
  }
  const { config, ...withoutConfig } = scenario;
  if (config !== undefined) yield withoutConfig;
  const calm = { min: 100, max: 500 };
  if (scenario.latencyUs.max > calm.max) yield { ...scenario, latencyUs: calm };
  for (const [i, host] of workers.entries()) {
    for (const [j, receiver] of host.receivers.entries()) {
      const simpler = [
        ...(receiver.patienceMs === null ? [] : [{ ...receiver, patienceMs: null }]),
        ...(receiver.fromLatest ? [{ ...receiver, fromLatest: false }] : []),
        ...(receiver.acknowledges === "once"
          ? []
          : [{ ...receiver, acknowledges: "once" as const }]),
        ...(["openAtMs", "startsAfterMs", "workMs"] as const).flatMap((name) =>
          receiver[name] > 0 ? [{ ...receiver, [name]: 0 }] : [],
        ),
        ...simplerRecords(receiver, {
          optional: [],
          numbers: ["openAtMs", "workMs", "patienceMs"],
        }),
      ];
      for (const other of simpler)
        yield {
          ...scenario,
          workers: workers.with(i, { ...host, receivers: host.receivers.with(j, other) }),
        };
    }
  }
  for (const [i, step] of steps.entries())
    for (const simpler of simplerRecords(step, { optional: [], numbers: ["count"] }))
      yield { ...scenario, steps: steps.with(i, simpler) };
  for (const [i, fault] of faults.entries())
    for (const simpler of simplerRecords(fault, { optional: [], numbers }))
      yield { ...scenario, faults: faults.with(i, simpler) };
}
