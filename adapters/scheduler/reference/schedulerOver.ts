import type { Acknowledgement } from "../../../spec/durability.ts";
import type { SchedulerAdapter, SchedulerDeclaration } from "../../../spec/scheduler/contract.ts";
import { connectClient } from "../../clients/connectClient.ts";
import type { RedisClient } from "../../clients/redisClient.ts";
import type { SchedulerSubject, SubjectContext } from "../subject.ts";
import { type SchedulerKeys, schedulerKeys } from "./keys.ts";
import { layoutUnder } from "./layout.ts";
import { limits } from "./limits.ts";
import { type SchedulerPieces, referencePieces, scriptsOf } from "./pieces.ts";
import { redisScheduler } from "./redisScheduler.ts";
import { type RunScript, type ScriptRunner, scriptRunner } from "./runScript.ts";

/** What an override has to work with: the connection, the scripts, and the reference's own methods. */
type SchedulerTools = {
  readonly redis: RedisClient;
  readonly keys: SchedulerKeys;
  readonly run: RunScript;
  readonly reference: SchedulerAdapter;
  readonly context: SubjectContext;
};

/** Where a scheduler differs from the reference; without any of these it is the reference. */
export type SchedulerParts = {
  readonly name: string;
  readonly summary: string;
  readonly breaks?: string;
  readonly keys?: SchedulerKeys;
  /** Pieces of the scripts. */
  readonly pieces?: Partial<SchedulerPieces>;
  /** Arguments that every script gets after its own. */
  readonly trailing?: () => readonly string[];
  /** Loads what the connection needs, before there is a world. */
  readonly load?: () => Promise<void>;
  /** Opens the connection. */
  readonly connect?: (context: SubjectContext) => Promise<RedisClient>;
  /** Runs the scripts. */
  readonly runner?: ScriptRunner;
  /** What every acknowledgement means; received by the master unless it is said. */
  readonly acknowledges?: Acknowledgement;
  readonly topologies?: NonNullable<SchedulerSubject["topologies"]>;
  /** Methods of the client side. */
  readonly override?: (tools: SchedulerTools) => Partial<SchedulerAdapter>;
};

/** Builds a scheduler from the reference's parts, with some of them replaced. */
export function schedulerOver(parts: SchedulerParts): SchedulerSubject {
  const keys = parts.keys ?? schedulerKeys;
  const scripts = scriptsOf({ ...referencePieces, ...parts.pieces });
  const { breaks, load, topologies, connect = connectClient, runner = scriptRunner } = parts;

  return {
    name: parts.name,
    contract: "scheduler",
    summary: parts.summary,
    ...(breaks === undefined ? {} : { breaks }),
    capabilities: new Set([
      "cron",
      "from-to",
      "limit",
      "update",
      "pause",
      "trigger",
      "lease",
      "token",
      "index",
      "migrate",
      "cluster",
    ]),
    declares: {
      misfire: "coalesce",
      leaseMs: limits.leaseMs,
      durability: durabilityOf(parts.acknowledges ?? { means: "received" }),
      // What the index misses or names too late is found when its schedule is audited: four with each poll, none within
      // two seconds of its last audit. Stale members at the head are repaired in the same polls. The rest is for the
      // poll itself, a define or two in between, and the network.
      latenessMsMax: ({ pollMs, schedules }) =>
        limits.auditEveryMs + pollMs * (Math.ceil(schedules / limits.auditsMax) + 4) + 500,
    },
    layout: layoutUnder(keys),
    ...(load === undefined ? {} : { load }),
    ...(topologies === undefined ? {} : { topologies }),
    async open(context) {
      const redis = await connect(context);
      const run = runner(redis, keys, scripts, parts.trailing);
      const reference = redisScheduler(redis, keys, run);
      return { ...reference, ...parts.override?.({ redis, keys, run, reference, context }) };
    },
  };
}

/** Every call that can change something is acknowledged alike. */
function durabilityOf(
  acknowledgement: Acknowledgement,
): NonNullable<SchedulerDeclaration["durability"]> {
  return {
    define: acknowledgement,
    update: acknowledgement,
    pause: acknowledgement,
    resume: acknowledgement,
    trigger: acknowledgement,
    delete: acknowledgement,
    claim: acknowledgement,
    complete: acknowledgement,
    migrate: acknowledgement,
  };
}
