import { eventStreamerSubjects } from "../../adapters/eventStreamer/index.ts";
import { tellHistory } from "../../reports/eventStreamer/tellHistory.ts";
import { tellSpans } from "../../reports/eventStreamer/tellSpans.ts";
import { eventStreamerFaultKinds } from "../../spec/eventStreamer/fault.ts";
import { eventStreamerFaultSummary } from "../../spec/eventStreamer/faultSummary.ts";
import { eventStreamerRules } from "../../spec/eventStreamer/rules/index.ts";
import { eventStreamerScenarioShape } from "../../spec/eventStreamer/scenarioShape.ts";
import { defineContract } from "../contracts/defineContract.ts";
import { drawScenario } from "./drawScenario.ts";
import { eventStreamerCapabilities, eventStreamerFields } from "./eventStreamerFields.ts";
import { reproduce } from "./reproduce.ts";
import { runInOwnThread } from "./ownThread.ts";
import { partsOf, withoutWorker, withParts } from "./scenarioParts.ts";
import { simplerScenarios } from "./simplerScenarios.ts";

/** The event-streamer contract: receivers that wait for events, and do nothing until there are any. */
export const eventStreamerContract = defineContract({
  name: "event-streamer",
  rules: eventStreamerRules,
  subjects: eventStreamerSubjects,
  faultKinds: eventStreamerFaultKinds,
  faultSummary: eventStreamerFaultSummary,
  ownThread: true,
  backends: ["model", "lockstep"],
  // What lies in a process asks no server.
  backendsOf: ({ layout }) => (layout === null ? ["model"] : ["model", "lockstep"]),
  reference: "reference-memory",
  canary: { subject: "broken/sleepsAndPolls", faults: [] },
  capabilities: eventStreamerCapabilities,
  subjectFields: eventStreamerFields,
  scenarioShape: eventStreamerScenarioShape,
  partsOf,
  withParts,
  withoutWorker,
  simplerScenarios,
  draw: drawScenario,
  run: runInOwnThread,
  tellHistory,
  tellSpans,
  reproduce,
});
