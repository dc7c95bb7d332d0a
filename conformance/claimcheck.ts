/** What is needed to put something of one's own on trial: the types of a subject, and the trial as a function. */
export { judge, type JudgeOptions } from "./judge.ts";
export { InputError } from "../spec/inputError.ts";
export { textReport } from "../reports/textReport.ts";
export { connectClient } from "../adapters/clients/connectClient.ts";
export type { ClientContext, NodeAddress, RedisClient } from "../adapters/clients/redisClient.ts";
export type { AdminCommand, Subject, SubjectContext } from "../adapters/subject.ts";
export type { SchedulerLayout, SchedulerSubject } from "../adapters/scheduler/subject.ts";
export type {
  ReadEntry,
  StreamBalancerLayout,
  StreamBalancerSubject,
} from "../adapters/streamBalancer/subject.ts";
export type { EventStreamerSubject } from "../adapters/eventStreamer/subject.ts";
export type { Acknowledgement } from "../spec/durability.ts";
export type * from "../spec/scheduler/contract.ts";
export type { ScheduleState } from "../spec/scheduler/history.ts";
export * from "../spec/streamBalancer/contract.ts";
export * from "../spec/eventStreamer/contract.ts";
export type * from "../spec/result.ts";
export type { TopologyKind } from "../spec/topology.ts";
export type { Reply } from "../sim/redis/reply.ts";
