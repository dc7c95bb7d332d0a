/** Running scenarios: what the command line is made of. */
export { drawScenario, type DrawnScenario } from "./scheduler/drawScenario.ts";
export { runScenario } from "./scheduler/runScenario.ts";
export type {
  ScenarioDrawOptions,
  ScenarioRun,
  ScenarioRunOptions,
} from "./scheduler/scenarioRun.ts";
export { stepsOf } from "./contracts/stepsOf.ts";
export { shrinkScenario, type ShrinkOptions, type Shrunk } from "./artefacts/shrinkScenario.ts";
