import { performance } from "node:perf_hooks";
import type { Subject } from "../../adapters/subject.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { SweepPlan, SweepResult } from "../../spec/result.ts";
import type { Search } from "../../spec/strategy.ts";
import { sweepPartVersion, type SweepPart } from "../../spec/sweepPart.ts";
import type { SeedRange } from "../arguments/parseSeeds.ts";
import type { Shard } from "../arguments/parseShard.ts";
import { saveViolation } from "../artefacts/saveViolation.ts";
import { currentCommit } from "../currentCommit.ts";
import type { RealServers } from "../lockstep/realServers.ts";
import type { Terminal } from "../terminal.ts";
import { createTally, type Tally } from "./createTally.ts";
import { judgeSeeds } from "./judgeSeeds.ts";
import { resultOf } from "./resultOf.ts";
import { withBlame } from "./withBlame.ts";

/** Which seeds: those of a range, as far as the time allows. */
export type SeedChoice = SeedRange & { readonly forMs: number | null };

export type SubjectSweep = {
  readonly subject: Subject;
  /** Path of the module that the subject comes from; null when it is built in. */
  readonly module: string | null;
  readonly seeds: SeedChoice;
  readonly shard: Shard | null;
  readonly plan: SweepPlan;
  /** Kinds that were asked for one by one, and must therefore strike. */
  readonly faultsNamed: readonly string[];
  readonly redisVersion: RedisVersion;
  /** Which real servers the lockstep backend takes; programs at hand unless it is said. */
  readonly realServers?: RealServers | undefined;
  readonly search: Search;
  readonly jobs: number;
  readonly checkDeterminism: boolean;
  /** Count what each process does, in all seeds. */
  readonly profile?: boolean | undefined;
  /** How many runs shrinking may take for each violated rule; 0 leaves scenarios as they were drawn. */
  readonly shrinkRunsMax: number;
  /** Stop at the first seed that violates this rule, and tell no other. Null: run all, tell all. */
  readonly stopAtRule: string | null;
  /** Where artefacts go; null is ".claimcheck". */
  readonly folder: string | null;
};

/** Judges a subject on many seeds; shrinks, saves and tells the first violation of each rule. */
export async function sweepSubject(sweep: SubjectSweep, terminal: Terminal): Promise<SweepResult> {
  const { subject, plan } = sweep;
  const startedAt = performance.now();
  const tally = createTally(plan.faults, sweep.shard !== null);
  const interrupted = await judgeSeeds(sweep, tally, terminal);
  const wallMs = Math.round(performance.now() - startedAt); // shrinking is no part of a sweep's speed

  const violations = [];
  const commit = tally.firstViolations().length === 0 ? null : currentCommit();
  const told = tally.firstViolations().filter(({ rule }) => isTold(rule.rule, sweep, tally));
  if (told.length > 0) await subject.load?.();
  for (const found of told) {
    violations.push(
      await saveViolation(found, {
        subject,
        module: sweep.module,
        backend: plan.backend,
        faults: plan.faults,
        topology: plan.topology,
        redisVersion: sweep.redisVersion,
        realServers: sweep.realServers,
        shrinkRunsMax: terminal.stopped() ? 0 : sweep.shrinkRunsMax,
        folder: sweep.folder,
        versions: plan.versions,
        commit,
        terminal,
      }),
    );
  }
  const plain = resultOf(sweep, tally, { violations, wallMs, interrupted });
  const result = await withBlame(plain, sweep, terminal);
  return { ...result, part: partOf(sweep, tally, plain, result) };
}

/** What the parts of the other machines can be added to; undefined when there are none. */
function partOf(
  { plan, seeds, search, module, faultsNamed, checkDeterminism, shrinkRunsMax }: SubjectSweep,
  tally: Tally,
  plain: SweepResult,
  blamed: SweepResult,
): SweepPart | undefined {
  const part = tally.part();
  if (part === undefined) return undefined;
  const [blame = null] = plain.undecided.flatMap(({ reason }, index) => {
    const told = blamed.undecided[index]?.reason;
    return told === undefined || told === reason ? [] : [{ reason, told }];
  });
  const { from, to, forMs } = seeds;
  const { base } = search;
  const commit = currentCommit();
  return {
    version: sweepPartVersion,
    plan,
    asked: {
      from,
      to,
      forMs,
      base,
      module,
      faultsNamed,
      checkDeterminism,
      shrinkRunsMax,
      commit,
    },
    tally: part,
    violations: plain.violations,
    blame,
    wallMs: plain.wallMs,
    interrupted: plain.interrupted,
  };
}

function isTold(rule: string, { stopAtRule }: SubjectSweep, tally: Tally): boolean {
  // A run that differs from itself can be neither shrunk nor replayed.
  return tally.divergence() === null && (stopAtRule === null || stopAtRule === rule);
}
