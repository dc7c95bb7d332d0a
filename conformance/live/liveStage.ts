import type { RealNode, RealTopology } from "../cluster/realTopology.ts";
import type { LiveTrial } from "./liveTrial.ts";
import type { LiveWorkers } from "./liveWorkers.ts";
import type { HarnessEvent } from "./mergeHistory.ts";
import type { Shards } from "./shards.ts";
import type { WorkerProxies } from "./workerProxies.ts";

/** What faults strike, and who writes down that they did. */
export type LiveStage = {
  readonly servers: Pick<RealTopology, "topology" | "maker">;
  readonly shards: Shards;
  readonly trial: Pick<LiveTrial, "damageOf" | "evicted">;
  readonly workers: LiveWorkers;
  readonly proxies: WorkerProxies;
  readonly nowUs: () => number;
  readonly add: (event: HarnessEvent) => void;
  /** Starts a worker that is down. */
  readonly startWorker: (process: string) => void;
  /** A node that came back is to be listened to again. */
  readonly listenTo: (node: RealNode) => Promise<void>;
  /** Whether all that a node has done was heard, or is within some seconds. */
  readonly isHeard: (node: RealNode) => Promise<boolean>;
};

/** Tells that a fault struck. */
export type Note = (target: string, detail: string, atUs?: number) => void;

/** Does something in so many milliseconds, unless all heals before. */
export type Later = (afterMs: number, act: () => Promise<void> | void) => void;
