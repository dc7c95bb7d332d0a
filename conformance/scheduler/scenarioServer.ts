import type { Redis } from "ioredis";
import type { SchedulerFaultKind } from "../../spec/fault.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RedisServer } from "../../sim/redisServer.ts";

/** The Redis of one run, as the harness needs it whatever the backend: to watch, to damage, and to ask what it cannot do. */
export type ScenarioServer = Pick<
  RedisServer,
  "commands" | "findOp" | "onExecuted" | "onChanged" | "settle"
> & {
  /** Runs a command of the harness at no simulated time; the reply is as RESP2 has it. */
  readonly admin: (argv: readonly string[]) => Reply;
  /** Grows with everything that was written. */
  readonly changes: () => number;
  /** What was asked of it that Redis does and it does not. Such a run is undecided. */
  readonly unsupported: () => readonly string[];
  /** Why a fault of that kind cannot strike here; null when it can. */
  readonly whyNotStruck: (kind: SchedulerFaultKind) => string | null;
  /** Why a rule cannot be judged here; null when it can. */
  readonly whyNotJudged: (rule: string) => string | null;
  /** What stands in for ioredis; undefined where the real one is used. */
  readonly Redis?: typeof Redis;
  /** Forgets everything: nothing of a run may be left for the next. */
  readonly close: () => void;
};
