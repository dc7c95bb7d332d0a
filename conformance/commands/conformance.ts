import { gateGithubReport } from "../../reports/gate/gateGithubReport.ts";
import { gateJsonReport } from "../../reports/gate/gateJsonReport.ts";
import { gateJunitReport } from "../../reports/gate/gateJunitReport.ts";
import { gateMarkdownReport } from "../../reports/gate/gateMarkdownReport.ts";
import { gateTextReport } from "../../reports/gate/gateTextReport.ts";
import { tellGatePlan } from "../../reports/gate/tellGatePlan.ts";
import type { GateResult } from "../../spec/gateResult.ts";
import { writeReports, type Reports } from "../artefacts/writeReports.ts";
import { exitCode } from "../exitCode.ts";
import { planGate, type GateRequest } from "../gate/planGate.ts";
import { runGate } from "../gate/runGate.ts";
import { makerFor } from "../lockstep/realServers.ts";
import { loadSubject } from "../subjectModule/loadSubject.ts";
import type { Terminal } from "../terminal.ts";
import type { SweepFormat } from "../arguments/sweepFormats.ts";

/** What `npm run conformance` was asked. */
export type GateOptions = GateRequest & { readonly format: SweepFormat };

/** Lets a subject pass, or says why not. */
export async function conformance(options: GateOptions, terminal: Terminal): Promise<number> {
  const plan = planGate(options, await loadSubject(options));
  // Better to be told now than when all is judged.
  if (options.realServers !== undefined && options.backend !== "live")
    await makerFor(options.realServers, options.redisVersion);
  if (options.format === "text") {
    const { sweeps, regressions, leftOut, request } = plan;
    const { budgetMs, seeds } = request;
    const told = tellGatePlan({
      plans: sweeps.map((sweep) => sweep.plan),
      leftOut,
      regressions: regressions.toReplay.length,
      seedsAtLeast: seeds.to - seeds.from + 1,
      budgetMs,
    });
    terminal.out(`${told.join("\n")}\n\n`);
  }

  const result = await runGate(plan, terminal);
  const [{ folder }] = plan.sweeps;
  terminal.out(reports[options.format](result));
  if (folder !== null) writeReports(folder, result, reports);
  return exitCodeOf(result);
}

const reports: Reports<GateResult> = {
  text: (result) => `${gateTextReport(result)}\n`,
  json: gateJsonReport,
  junit: gateJunitReport,
  markdown: gateMarkdownReport,
  github: gateGithubReport,
};

/** As of a sweep: what was found counts although it was interrupted, because it was seen. */
function exitCodeOf({ verdict, interrupted }: GateResult): number {
  if (verdict === "violated") return exitCode.violated;
  if (interrupted) return exitCode.interrupted;
  return verdict === "held" ? exitCode.held : exitCode.undecided;
}
