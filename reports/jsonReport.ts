import type { SweepResult } from "../spec/result.ts";

/** A sweep as one JSON object, for programs. Fields are added, never renamed. */
export const jsonReport = (result: SweepResult): string =>
  `${JSON.stringify(
    {
      verdict: result.verdict,
      contract: result.plan.contract,
      subject: result.plan.subject,
      backend: result.plan.backend,
      topology: result.plan.topology,
      seeds: result.seeds,
      range: result.plan.seeds,
      shard: result.plan.shard,
      digest: result.digest,
      violations: result.violations.map(
        ({ rule, level, statement, seed, because, steps, stepsDrawn, artefact }) => ({
          rule,
          level,
          statement,
          seed,
          because,
          steps,
          stepsDrawn,
          artefact,
        }),
      ),
      undecided: result.undecided,
      divergence: result.divergence,
      rules: result.rules,
      faults: Object.fromEntries(result.faults),
      notStruck: result.notStruck,
      ledger: result.ledger,
      commands: result.commands,
      simulatedMs: result.simulatedMs,
      wallMs: result.wallMs,
      interrupted: result.interrupted,
      versions: result.plan.versions,
    },
    null,
    2,
  )}\n`;
