import type { Subject } from "../../adapters/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { BackendName } from "../../spec/backend.ts";
import type { LedgerFigures } from "../../spec/durability.ts";
import type { Explanation } from "../../spec/explanation.ts";
import type { Profile } from "../../spec/profile.ts";
import type { NotStruck } from "../../spec/result.ts";
import type { Scenario } from "../../spec/scenario.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import type { LiveReport } from "../live/liveReport.ts";
import type { LockstepReport } from "../lockstep/lockstepServer.ts";
import type { RealServers } from "../lockstep/realServers.ts";

/** What one run is asked to do. */
export type ScenarioRunOptions<
  OwnScenario extends Scenario = Scenario,
  OwnSubject extends Subject = Subject,
> = {
  readonly subject: OwnSubject;
  /** Where Redis comes from; the model unless it is said. */
  readonly backend?: BackendName;
  readonly scenario: OwnScenario;
  readonly seed: number;
  /** "full" keeps every line of the journal, for replays and for comparing two runs; "digest" only their hash. */
  readonly journal: "digest" | "full";
  /** Which server the model is; Redis 7.0 unless told otherwise. */
  readonly redisVersion?: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  /** Told at the end what the real servers of the lockstep backend said else than the model. */
  readonly onLockstepReport?: (report: LockstepReport) => void;
  /** Told what the live backend has measured with. */
  readonly onLiveReport?: (report: LiveReport) => void;
  /** Asked by the live backend whether it is to end before its time; the run is undecided then. */
  readonly stopped?: () => boolean;
  /** Where another process finds the subject again; built in unless it is said. */
  readonly module?: string | null;
  /** Shown the world before anything happens in it. Whoever watches it changes nothing. */
  readonly onWorld?: (world: World) => void;
  /** Count what each process does; it costs much, and changes nothing of the run. */
  readonly profile?: boolean;
};

/** What one run of a scenario showed. */
export type ScenarioRun<
  Event extends { readonly at: number } = { readonly at: number },
  Ledger extends LedgerFigures | null = LedgerFigures | null,
> = {
  readonly history: readonly Event[];
  readonly verdicts: readonly RuleVerdict[];
  /** What became of what was acknowledged; null where the contract keeps no ledger. */
  readonly ledger: Ledger;
  /** Why things happened that a user would wonder at, where the contract can tell. */
  readonly explain?: () => readonly Explanation[];
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
  /** What each process did; only when it was asked for. */
  readonly profile?: Profile;
};
