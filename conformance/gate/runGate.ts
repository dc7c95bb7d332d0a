import { performance } from "node:perf_hooks";
import type { GateResult, RegressionResult } from "../../spec/gateResult.ts";
import type { SweepResult } from "../../spec/result.ts";
import type { Search } from "../../spec/strategy.ts";
import type { Terminal } from "../terminal.ts";
import { inLockstep, shownLive } from "./confirm.ts";
import { confirmFindings } from "./confirmFindings.ts";
import { gateRules } from "./gateRules.ts";
import { gateVerdict } from "./gateVerdict.ts";
import { judgeRules, type JudgedSweep } from "./judgeRules.ts";
import type { GatePlan } from "./planGate.ts";
import { replayRegressions } from "./replayRegressions.ts";
import { runCanary } from "./runCanary.ts";
import { saveFindings } from "./saveFindings.ts";

/**
 * The gate: is a defect caught at all, is something back that was found before, does every rule hold, and do real
 * servers show what was found. Stopped in any phase, it returns what it knows by then.
 */
export async function runGate(plan: GatePlan, terminal: Terminal): Promise<GateResult> {
  const startedAt = performance.now();
  const { subject, request } = plan;
  const canary = await runCanary(plan.canary, {
    ...terminal,
    progress: (line) => terminal.progress(line === null ? null : `canary: ${line}`),
  });

  let replayed: readonly RegressionResult[] = [];
  let judged: readonly JudgedSweep[] = [];
  let sweeps: readonly SweepResult[] = [];
  if (canary.caughtBy !== null && !terminal.stopped()) {
    await subject.load?.();
    replayed = await replayRegressions(plan, terminal);
    // Seeds that are run in any case mean what they always did; what is left of the time is for every strategy.
    const isFree = request.strategy === null && request.backend === "model";
    const later: Search | null = isFree ? { strategy: "mixed", base: null } : null;
    judged = await judgeRules(plan.sweeps, startedAt + request.budgetMs, later, terminal);
    sweeps = await saveFindings(judged, terminal);
  }
  const confirm =
    request.backend === "live"
      ? shownLive
      : inLockstep(subject, { realServers: request.realServers });
  const confirmations = await confirmFindings(replayed, sweeps, confirm, terminal);

  const { folder, skipped } = plan.regressions;
  const { contract, backend, versions } = plan.sweeps[0].plan;
  const known = {
    contract,
    backend,
    versions,
    canary,
    sweeps,
    confirmations,
    subject: subject.name,
    module: request.module,
    regressions: { folder, replayed, skipped },
    leftOut: plan.leftOut,
    rules: judged.length === 0 ? [] : gateRules(subject, judged, replayed),
    violations: sweeps.flatMap(({ violations }) => violations),
    interrupted: terminal.stopped(),
  };
  return { ...known, ...gateVerdict(known), wallMs: Math.round(performance.now() - startedAt) };
}
