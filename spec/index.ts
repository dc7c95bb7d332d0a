/** What is promised, and how it is judged. */
export type { Level, Rule, Violation } from "./rule.ts";
export type * from "./durability.ts";
export type * from "./worldEvent.ts";
export type { Outcome } from "./outcome.ts";
export type { RuleSummary, RuleVerdict } from "./verdict.ts";
export * from "./fault.ts";
export * from "./scheduler/fault.ts";
export * from "./artefact.ts";
export type { Scenario } from "./scenario.ts";
export { schedulerScenarioShape } from "./scheduler/scenarioShape.ts";
export type * from "./result.ts";
export type * from "./scheduler/contract.ts";
export type * from "./scheduler/history.ts";
export type * from "./scheduler/scenario.ts";
export { auditScheduler, judgeScheduler, type SchedulerJudgement } from "./scheduler/judge.ts";
export { schedulerRules } from "./scheduler/rules/index.ts";
