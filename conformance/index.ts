/** Running scenarios: what the command line is made of. */
export { judge, type JudgeOptions } from "./judge.ts";
export { contracts } from "./contracts/index.ts";
export type {
  Contract,
  ContractRun,
  DrawnScenario as DrawnContractScenario,
} from "./contracts/contract.ts";
export { drawScenario, type DrawnScenario } from "./scheduler/drawScenario.ts";
export { runScenario } from "./scheduler/runScenario.ts";
export type {
  ScenarioDrawOptions,
  ScenarioRun,
  ScenarioRunOptions,
} from "./scheduler/scenarioRun.ts";
export { stepsOf } from "./contracts/stepsOf.ts";
export { shrinkScenario, type ShrinkOptions, type Shrunk } from "./artefacts/shrinkScenario.ts";
