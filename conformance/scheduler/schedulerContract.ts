import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import { tellHistory } from "../../reports/scheduler/tellHistory.ts";
import { tellSpans } from "../../reports/scheduler/tellSpans.ts";
import { backendNames } from "../../spec/backend.ts";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import { schedulerFaultSummary } from "../../spec/scheduler/faultSummary.ts";
import { schedulerRules } from "../../spec/scheduler/rules/index.ts";
import { schedulerScenarioShape } from "../../spec/scheduler/scenarioShape.ts";
import { partsOf, withoutWorker, withParts } from "../../spec/scheduler/scenarios/scenarioParts.ts";
import { simplerScenarios } from "../../spec/scheduler/scenarios/simplerScenarios.ts";
import { defineContract } from "../contracts/defineContract.ts";
import { drawScenario } from "./drawScenario.ts";
import { reproduce } from "./reproduce.ts";
import { runScenario } from "./runScenario.ts";
import { schedulerCapabilities, schedulerFields } from "./schedulerFields.ts";

/** The scheduler contract: recurring schedules that workers claim when they are due. */
export const schedulerContract = defineContract({
  name: "scheduler",
  rules: schedulerRules,
  subjects: schedulerSubjects,
  faultKinds: schedulerFaultKinds,
  faultSummary: schedulerFaultSummary,
  backends: backendNames,
  reference: "reference",
  canary: { subject: "broken/trustsTheScore", faults: ["stale-early"] },
  capabilities: schedulerCapabilities,
  subjectFields: schedulerFields,
  scenarioShape: schedulerScenarioShape,
  partsOf: (scenario) =>
    partsOf(scenario).map((part) => ({ atMs: part.kind === "legacy" ? null : part.part.atMs })),
  withParts(scenario, positions) {
    const kept = new Set(positions);
    return withParts(
      scenario,
      partsOf(scenario).filter((_, position) => kept.has(position)),
    );
  },
  withoutWorker,
  simplerScenarios,
  draw: (seed, { capabilities, declares }, options) =>
    drawScenario(seed, { capabilities, declares, ...options }),
  run: runScenario,
  reproduce,
  tellHistory,
  tellSpans,
});
