import type { EventStreamerScenario, ScenarioReceiver } from "../../spec/eventStreamer/scenario.ts";
import type { ScenarioPart } from "../contracts/contract.ts";

/** What a reader has to follow: the receivers, the faults, then the steps. */
export const partsOf = ({
  workers,
  faults,
  steps,
}: EventStreamerScenario): readonly ScenarioPart[] => [
  ...receiversOf(workers).map(({ openAtMs }) => ({ atMs: openAtMs })),
  ...faults,
  ...steps,
];

/** The same scenario with the parts at these positions of `partsOf`, and no others. */
export function withParts(
  scenario: EventStreamerScenario,
  positions: readonly number[],
): EventStreamerScenario {
  const kept = new Set(positions);
  const { workers, faults, steps } = scenario;
  const receivers = receiversOf(workers);
  const left = new Set(receivers.filter((_, i) => kept.has(i)).map(({ id }) => id));
  const afterReceivers = receivers.length;
  const afterFaults = afterReceivers + faults.length;
  return {
    ...scenario,
    workers: workers.map((host) => ({
      ...host,
      receivers: host.receivers.filter(({ id }) => left.has(id)),
    })),
    faults: faults.filter((_, i) => kept.has(afterReceivers + i)),
    steps: steps.filter(
      (step, i) => kept.has(afterFaults + i) && (!("receiver" in step) || left.has(step.receiver)),
    ),
  };
}

/** The same scenario without a process: what it sent is sent by another, and its receivers are nowhere. */
export function withoutWorker(
  scenario: EventStreamerScenario,
  name: string,
): EventStreamerScenario {
  const workers = scenario.workers.filter((worker) => worker.name !== name);
  const [heir] = workers;
  if (heir === undefined) return scenario;
  return {
    ...scenario,
    workers,
    steps: scenario.steps.flatMap((step) =>
      step.by !== name ? step : step.do === "send" ? { ...step, by: heir.name } : [],
    ),
    faults: scenario.faults.filter((fault) => !("process" in fault && fault.process === name)),
  };
}

const receiversOf = (workers: EventStreamerScenario["workers"]): readonly ScenarioReceiver[] =>
  workers.flatMap(({ receivers }) => receivers);
