/** Implementations that are put on trial, and what one must offer. */
export { schedulerSubjects } from "./scheduler/index.ts";
export { connectClient } from "./clients/connectClient.ts";
export { loadClient } from "./clients/nodeRedisClient.ts";
export type { ClientContext, ClientName, NodeAddress, RedisClient } from "./clients/redisClient.ts";
export type {
  AdminCommand,
  SchedulerLayout,
  SchedulerSubject,
  SubjectContext,
} from "./scheduler/subject.ts";
