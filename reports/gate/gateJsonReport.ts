import type { GateResult } from "../../spec/gateResult.ts";
import { jsonReport } from "../jsonReport.ts";

/** The gate as one JSON object, for programs. Fields are added, never renamed. */
export const gateJsonReport = (result: GateResult): string =>
  `${JSON.stringify(
    {
      ...result,
      regressions: {
        ...result.regressions,
        replayed: result.regressions.replayed.map(({ violated, ...rest }) => ({
          ...rest,
          violated: violated.map(({ rule, level, because }) => ({ rule, level, because })),
        })),
      },
      rules: result.rules.map(({ faults, ...rule }) => ({
        ...rule,
        faults: Object.fromEntries(faults),
      })),
      violations: result.violations.map((violation) => ({ ...violation, story: undefined })), // told by the others
      sweeps: result.sweeps.map((sweep): unknown => JSON.parse(jsonReport(sweep))),
    },
    null,
    2,
  )}\n`;
