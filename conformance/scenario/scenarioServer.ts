import type { Redis } from "ioredis";
import type { Reply } from "../../sim/redis/reply.ts";
import type { Executed, RedisServer } from "../../sim/redisServer.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";

/**
 * The Redis of one run, as the harness needs it whatever the backend: to watch, to damage, and to ask what it cannot
 * do. Of several nodes, those count that own the data.
 */
export type ScenarioServer = Pick<RedisServer, "findOp" | "settle"> & {
  /** Requests executed so far. */
  commands: number;
  /** `aside` names the node when it had been replaced as the owner before. */
  onExecuted: ((executed: Executed, aside: string | null) => void) | null;
  onChanged:
    ((changed: readonly ChangedKey[], cause: Executed | null, aside: string | null) => void) | null;
  /**
   * Runs a command of the harness at no simulated time, at the owner of the key that comes after the command's name; the
   * reply is as RESP2 has it. Null as well when the owner is down.
   */
  readonly admin: (argv: readonly string[]) => Reply;
  /** Whether the owner of a key can be asked now. */
  readonly isReachable: (key: string) => boolean;
  /** The names of all keys, at their owners. */
  readonly keys: () => readonly string[];
  /** Forgets the cached scripts, everywhere. */
  readonly flushScripts: () => void;
  /** Grows with everything that was written. */
  readonly changes: () => number;
  /** What was asked of it that Redis does and it does not. Such a run is undecided. */
  readonly unsupported: () => readonly string[];
  /** Why a fault of that kind cannot strike here; null when it can. */
  readonly whyNotStruck: (kind: string) => string | null;
  /** Why a rule cannot be judged here; null when it can. */
  readonly whyNotJudged: (rule: string) => string | null;
  /** The nodes one by one, for the faults that hit them; null where there are none to be told apart. */
  readonly nodes: ScenarioNodes | null;
  /** What stands in for ioredis; undefined where the real one is used. */
  readonly Redis?: typeof Redis;
  /** Forgets everything: nothing of a run may be left for the next. */
  readonly close: () => void;
};
