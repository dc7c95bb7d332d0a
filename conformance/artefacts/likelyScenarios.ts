import type { Violation } from "../../spec/rule.ts";
import type { Scenario, ScenarioFault } from "../../spec/scenario.ts";
import type { Contract } from "../contracts/contract.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";

/** How long before something that proves the violation a step may have been taken that led to it. */
const windowsMs = [20, 200, 2_000];

/**
 * Guesses at what a violation takes, the smallest first: the steps right before something that proves it, the faults that struck
 * from the first of these instants to the last, and the workers that are named. Faults of processes that are not named among
 * the proofs come in with the later ones only.
 */
export function* likelyScenarios(
  scenario: Scenario,
  contract: Contract,
  { history, startMs }: Pick<ScenarioRun, "history" | "startMs">,
  { events }: Violation,
): Generator<Scenario> {
  const proofs = events.flatMap((event) => history.slice(event, event + 1));
  const instants = proofs.map(({ at }) => at - startMs);
  const concerned = new Set(proofs.flatMap(processOf));
  for (const isNamed of [true, false]) {
    for (const windowMs of windowsMs) {
      const steps = scenario.steps.filter(({ atMs }) =>
        instants.some((ms) => atMs <= ms && ms - atMs <= windowMs),
      );
      const faults = scenario.faults.filter((fault) => {
        const struckMs = struckAt(fault, history, startMs);
        const isWithin = Math.min(...instants) - windowMs <= struckMs && struckMs <= Math.max(...instants); // prettier-ignore
        return isWithin && (!isNamed || processOf(fault).every((name) => concerned.has(name)));
      });
      yield withNamedWorkers({ ...scenario, steps, faults }, contract, concerned);
    }
  }
}

function withNamedWorkers(
  scenario: Scenario,
  contract: Contract,
  concerned: ReadonlySet<string>,
): Scenario {
  const named = new Set([...concerned, ...scenario.faults.flatMap(processOf)]);
  for (const { by } of scenario.steps) named.add(by);
  const rest = scenario.workers
    .filter(({ name }) => !named.has(name))
    .reduce((smaller, { name }) => contract.withoutWorker(smaller, name), scenario);
  return contract.withParts(rest, [...contract.partsOf(rest).keys()]);
}

/** When a fault struck, after the start of the run; when it was to, unless it did. */
function struckAt(fault: ScenarioFault, history: ScenarioRun["history"], startMs: number): number {
  const struck = history.find(
    (event) =>
      "fault" in event &&
      event.fault === fault.fault &&
      event.at >= startMs + fault.atMs &&
      processOf(fault).every((name) => "target" in event && event.target === name),
  );
  return struck === undefined ? fault.atMs : struck.at - startMs;
}

const processOf = (named: object): readonly string[] =>
  "process" in named && typeof named.process === "string" ? [named.process] : [];
