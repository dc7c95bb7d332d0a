import type { SchedulerDeclaration } from "../../spec/scheduler/contract.ts";
import type {
  ScenarioSchedule,
  SchedulerScenario,
  SchedulerStep,
} from "../../spec/scheduler/scenario.ts";
import { scaledTimes } from "./scaledTimes.ts";

/** How long faults may strike on the wall clock, unless somebody has more time. */
export const liveFaultsMsMax = 12_000;
/** Less than this between two polls would be all that a small machine does. */
const pollMsMin = 50;
const everyMsMin = 200;
/** So many polls a fault may wait for each of the requests that it is to strike at. */
const pollsPerRequest = 3;
/** What clients may take to come back after the last fault. */
const reconnectMs = 3_000;

/**
 * A scenario of days as one of seconds: all its times become shorter by the same factor, so what happened before, after
 * or within something else still does. One that is short enough stays as it is.
 *
 * Cron expressions are what they are; and the quiet time is what the subject's promises need, which no factor makes shorter.
 */
export function scaleForLive(
  scenario: SchedulerScenario,
  { latenessMsMax, leaseMs }: SchedulerDeclaration,
  faultsMsMax: number = liveFaultsMsMax,
): SchedulerScenario {
  if (scenario.faultsMs <= faultsMsMax) return scenario;
  const factor = faultsMsMax / scenario.faultsMs;
  const scaled = (ms: number): number => Math.round(ms * factor);
  // What each poll found due it finds due here, too, although occurrences come no faster than they can.
  const everyBelow = (pollMs: number): readonly number[] =>
    periodsOf(scenario).flatMap((ms) => (ms <= pollMs ? [Math.max(everyMsMin, scaled(ms))] : []));
  const workers = scenario.workers.map((worker) => ({
    ...worker,
    pollMs: Math.max(pollMsMin, scaled(worker.pollMs), ...everyBelow(worker.pollMs)),
    dispatchMs: scaled(worker.dispatchMs),
    startAtMs: scaled(worker.startAtMs),
  }));
  const defined = scenario.steps.flatMap((step) =>
    step.do === "define" ? [step.schedule.id] : [],
  );
  const schedules = new Set(defined).size + scenario.legacy.length;
  const pollMs = Math.max(...workers.map((worker) => worker.pollMs));
  return {
    ...scenario,
    workers,
    faultsMs: Math.max(faultsMsMax, ...struckBy(scenario, scaled, pollMs)),
    quietMs: Math.min(
      scenario.quietMs,
      Math.round(2 * latenessMsMax({ pollMs, schedules }) + 2 * (leaseMs ?? 0) + reconnectMs),
    ),
    legacy: scenario.legacy.map((schedule) => scaledSchedule(schedule, scaled)),
    steps: scenario.steps.map((step) => scaledStep(step, scaled)),
    faults: scenario.faults.map((fault) => scaledTimes(fault, scaled)),
  };
}

const periodsOf = ({ steps, legacy }: SchedulerScenario): readonly number[] =>
  [...legacy, ...steps.flatMap((step) => (step.do === "define" ? [step.schedule] : []))].flatMap(
    ({ everyMs }) => everyMs ?? [],
  );

/** When faults that wait for a request have struck: polls are not made as much faster as all else is. */
const struckBy = (
  { faults }: SchedulerScenario,
  scaled: Scale,
  pollMs: number,
): readonly number[] =>
  faults.flatMap((fault) =>
    "request" in fault && fault.request !== undefined
      ? [scaled(fault.atMs) + fault.request * pollsPerRequest * pollMs]
      : [],
  );

type Scale = (ms: number) => number;

function scaledSchedule(schedule: ScenarioSchedule, scaled: Scale): ScenarioSchedule {
  const { everyMs, fromMs, toMs } = schedule;
  return {
    ...schedule,
    ...(everyMs === undefined ? {} : { everyMs: Math.max(everyMsMin, scaled(everyMs)) }),
    ...(fromMs === undefined ? {} : { fromMs: scaled(fromMs) }),
    ...(toMs === undefined ? {} : { toMs: scaled(toMs) }),
  };
}

function scaledStep(step: SchedulerStep, scaled: Scale): SchedulerStep {
  const atMs = scaled(step.atMs);
  switch (step.do) {
    case "define":
      return { ...step, atMs, schedule: scaledSchedule(step.schedule, scaled) };
    case "update":
      return { ...step, atMs, nextRunAtMs: scaled(step.nextRunAtMs) };
    default:
      return { ...step, atMs };
  }
}
