import { performance } from "node:perf_hooks";
import type { SeedResult } from "../../spec/result.ts";
import type { Search } from "../../spec/strategy.ts";
import { createTally, type Tally } from "../sweep/createTally.ts";
import { judgeSeeds } from "../sweep/judgeSeeds.ts";
import type { SubjectSweep } from "../sweep/sweepSubject.ts";
import type { Terminal } from "../terminal.ts";

/** How often each fault struck in the runs in which a rule held, by the rule's id. */
type FaultsOfRules = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The seeds of one topology, as far as they were run. */
export type JudgedSweep = {
  readonly sweep: SubjectSweep;
  readonly tally: Tally;
  readonly faultsOf: FaultsOfRules;
  wallMs: number;
  interrupted: boolean;
};

/** So many seeds of each topology are run twice in any case: what differs from itself can be neither believed nor replayed. */
const seedsRunTwice = 2;

/**
 * Judges the seeds that are run in any case, on each topology, so that each rule is exercised; then the seeds after
 * them, in equal times, until the budget is used.
 *
 * @param endsAt by `performance.now()`
 * @param later how those of the time that is left become scenarios; null: as the others
 */
export async function judgeRules(
  sweeps: readonly SubjectSweep[],
  endsAt: number,
  later: Search | null,
  terminal: Terminal,
): Promise<readonly JudgedSweep[]> {
  const judged = sweeps.map(startSweep);
  for (const each of judged) {
    const { from, to } = each.sweep.seeds;
    // Of live runs no two are the same, which proves nothing.
    const isComparable = each.sweep.plan.backend !== "live";
    const twice = isComparable ? Math.min(to, from + seedsRunTwice - 1) : from - 1;
    if (isComparable)
      await judgePart(
        each,
        { seeds: { from, to: twice, forMs: null }, checkDeterminism: true },
        terminal,
      );
    if (twice < to)
      await judgePart(each, { seeds: { from: twice + 1, to, forMs: null } }, terminal);
  }
  for (const [index, each] of judged.entries()) {
    const leftMs = endsAt - performance.now();
    const { to } = each.sweep.seeds;
    if (leftMs <= 0 || to === Number.MAX_SAFE_INTEGER) continue;
    const forMs = leftMs / (judged.length - index);
    const seeds = { from: to + 1, to: Number.MAX_SAFE_INTEGER, forMs };
    await judgePart(each, later === null ? { seeds } : { seeds, search: later }, terminal);
  }
  return judged;
}

function startSweep(sweep: SubjectSweep): JudgedSweep {
  const tally = createTally(sweep.plan.faults);
  const faultsOf = new Map<string, Map<string, number>>();
  const add = (result: SeedResult): void => {
    tally.add(result);
    if (result.undecided.length > 0) return; // says nothing of any rule
    for (const { rule, verdict } of result.rules) {
      if (verdict !== "held") continue;
      const struck = faultsOf.get(rule) ?? new Map<string, number>();
      for (const [kind, times] of result.faults) struck.set(kind, (struck.get(kind) ?? 0) + times);
      faultsOf.set(rule, struck);
    }
  };
  return { sweep, tally: { ...tally, add }, faultsOf, wallMs: 0, interrupted: false };
}

async function judgePart(
  judged: JudgedSweep,
  part: Partial<SubjectSweep>,
  terminal: Terminal,
): Promise<void> {
  const { sweep, tally } = judged;
  const name = sweep.plan.topology;
  const progress = (line: string | null): void =>
    terminal.progress(line === null ? null : `rules on ${name}: ${line}`);
  const startedAt = performance.now();
  const stopped = await judgeSeeds({ ...sweep, ...part }, tally, { ...terminal, progress });
  judged.interrupted ||= stopped;
  judged.wallMs += Math.round(performance.now() - startedAt);
}
