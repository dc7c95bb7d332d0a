import type { SweepFormat } from "../arguments/sweepFormats.ts";
import { writeReports } from "../artefacts/writeReports.ts";
import { exitCodeOf } from "../exitCode.ts";
import { announce } from "../sweep/announce.ts";
import { loadSubject, type SubjectSource } from "../subjectModule/loadSubject.ts";
import { atHand, makerFor, onlyInLockstep } from "../lockstep/realServers.ts";
import { planSweep, type SweepRequest } from "../sweep/planSweep.ts";
import { countCases } from "../search/trialOf.ts";
import { sweepSubject, type SubjectSweep } from "../sweep/sweepSubject.ts";
import type { Terminal } from "../terminal.ts";
import { sweepReports } from "./sweepReports.ts";

/** What `npm run sim` was asked. */
export type SimOptions = SweepRequest &
  SubjectSource & {
    readonly format: SweepFormat;
    /** All cases of an enumeration at depth one, however many seeds that is. */
    readonly isComplete: boolean;
  };

/** Judges one subject on many seeds. */
export async function sim(options: SimOptions, terminal: Terminal): Promise<number> {
  const planned = planSweep(options, await loadSubject(options), options.module);
  await refuseServers(options);
  const sweep = options.isComplete ? await completed(planned) : planned;
  if (options.format === "text") await announce(sweep, terminal);

  const result = await sweepSubject(sweep, terminal);
  terminal.out(sweepReports[options.format](result));
  if (sweep.folder !== null) writeReports(sweep.folder, result, sweepReports);
  return exitCodeOf(result);
}

/** What is wrong with real servers is better told before threads look for them. */
async function refuseServers({ backend, realServers, redisVersion }: SimOptions): Promise<void> {
  if (backend === "lockstep") await makerFor(realServers ?? atHand, redisVersion);
  else if (realServers !== undefined && backend !== "live") throw onlyInLockstep(backend);
}

/** With as many seeds as there are cases. */
async function completed(sweep: SubjectSweep): Promise<SubjectSweep> {
  const { subject, search, plan, redisVersion } = sweep;
  await subject.load?.();
  const to = await countCases(subject, search.base ?? 1, { ...plan, redisVersion });
  const seeds = { from: 1, to: Math.max(1, to), forMs: null };
  return { ...sweep, seeds, plan: { ...plan, seeds: `seeds 1..${seeds.to}` } };
}
