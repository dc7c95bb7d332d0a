import type { SchedulerCapability, SchedulerDeclaration } from "../../spec/scheduler/contract.ts";
import type { SchedulerHistory } from "../../spec/scheduler/history.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { LedgerFigures } from "../../spec/durability.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { NotStruck } from "../../spec/result.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { LockstepReport } from "../lockstep/lockstepServer.ts";
import type { LiveReport } from "../live/liveReport.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";

export type { NotStruck };

/** What one run is asked to do. */
export type ScenarioRunOptions = {
  readonly subject: SchedulerSubject;
  /** Where Redis comes from; the model unless it is said. */
  readonly backend?: BackendName;
  readonly scenario: SchedulerScenario;
  readonly seed: number;
  /** "full" keeps every line of the journal, for replays and for comparing two runs; "digest" only their hash. */
  readonly journal: "digest" | "full";
  /** Which server the model is; Redis 7.0 unless told otherwise. */
  readonly redisVersion?: RedisVersion;
  /** Told at the end what the real servers of the lockstep backend said else than the model. */
  readonly onLockstepReport?: (report: LockstepReport) => void;
  /** Told what the live backend has measured with. */
  readonly onLiveReport?: (report: LiveReport) => void;
  /** Asked by the live backend whether it is to end before its time; the run is undecided then. */
  readonly stopped?: () => boolean;
  /** Where another process finds the subject again; built in unless it is said. */
  readonly module?: string | null;
};

/** What one run of a scenario showed. */
export type ScenarioRun = {
  readonly history: SchedulerHistory;
  readonly verdicts: readonly RuleVerdict[];
  /** What became of what was acknowledged. */
  readonly ledger: LedgerFigures;
  /** Why nothing can be said although nothing was violated: an unsupported command, a bound that was hit. */
  readonly undecided: readonly string[];
  /** Hash of the journal: equal for the same seed, scenario and versions, everywhere. */
  readonly digest: string;
  readonly journal: readonly string[];
  /** How often each kind of fault struck. */
  readonly faults: ReadonlyMap<string, number>;
  /** Faults that the backend could not strike. */
  readonly notStruck: readonly NotStruck[];
  /** Commands that the node executed for simulated processes. */
  readonly commands: number;
  readonly simulatedMs: number;
  /** Virtual time at which the run began, in milliseconds since the epoch; reports subtract it. */
  readonly startMs: number;
};

/** What a seed is allowed to draw. */
export type ScenarioDrawOptions = {
  readonly capabilities: ReadonlySet<SchedulerCapability>;
  /** The quiet period must be long enough for what the subject declares. */
  readonly declares: SchedulerDeclaration;
  /** Kinds that may occur; the seed picks among them. */
  readonly faults: readonly string[];
  /** How the nodes are arranged; one node unless it is said. */
  readonly topology?: TopologyKind;
};
