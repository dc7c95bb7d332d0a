/** Implementations that are put on trial, and what one must offer. */
export { schedulerSubjects } from "./scheduler/index.ts";
export { streamBalancerSubjects } from "./streamBalancer/index.ts";
export { eventStreamerSubjects } from "./eventStreamer/index.ts";
export { connectClient } from "./clients/connectClient.ts";
export { loadClient } from "./clients/nodeRedisClient.ts";
export type { ClientContext, ClientName, NodeAddress, RedisClient } from "./clients/redisClient.ts";
export type { AdminCommand, Subject, SubjectContext } from "./subject.ts";
export type { SchedulerLayout, SchedulerSubject } from "./scheduler/subject.ts";
export type {
  ReadEntry,
  StreamBalancerLayout,
  StreamBalancerSubject,
} from "./streamBalancer/subject.ts";
export type { EventStreamerSubject } from "./eventStreamer/subject.ts";
