import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
import { tellHistory } from "../../reports/streamBalancer/tellHistory.ts";
import { tellSpans } from "../../reports/streamBalancer/tellSpans.ts";
import { streamBalancerFaultKinds } from "../../spec/streamBalancer/fault.ts";
import { streamBalancerFaultSummary } from "../../spec/streamBalancer/faultSummary.ts";
import { streamBalancerRules } from "../../spec/streamBalancer/rules/index.ts";
import { streamBalancerScenarioShape } from "../../spec/streamBalancer/scenarioShape.ts";
import { defineContract } from "../contracts/defineContract.ts";
import { drawScenario } from "./drawScenario.ts";
import { reproduce } from "./reproduce.ts";
import { runScenario } from "./runScenario.ts";
import { partsOf, withoutWorker, withParts } from "./scenarioParts.ts";
import { simplerScenarios } from "./simplerScenarios.ts";
import { streamBalancerCapabilities, streamBalancerFields } from "./streamBalancerFields.ts";

/** The stream-balancer contract: pieces of work that one consumer owns at a time, and that outlive it. */
export const streamBalancerContract = defineContract({
  name: "stream-balancer",
  rules: streamBalancerRules,
  subjects: streamBalancerSubjects,
  faultKinds: streamBalancerFaultKinds,
  faultSummary: streamBalancerFaultSummary,
  // Nobody recovers anything before an owner has died.
  everydayFaults: ["crash"],
  backends: ["model", "lockstep", "live"],
  reference: "reference",
  canary: { subject: "broken/acknowledgesBeforeItAdds", faults: ["crash"] },
  capabilities: streamBalancerCapabilities,
  subjectFields: streamBalancerFields,
  scenarioShape: streamBalancerScenarioShape,
  partsOf,
  withParts,
  withoutWorker,
  simplerScenarios,
  draw: (seed, _subject, options) => drawScenario(seed, options),
  run: runScenario,
  reproduce,
  tellHistory,
  tellSpans,
});
