import { githubReport } from "../../reports/githubReport.ts";
import { jsonReport } from "../../reports/jsonReport.ts";
import { junitReport } from "../../reports/junitReport.ts";
import { markdownReport } from "../../reports/markdownReport.ts";
import { textReport } from "../../reports/textReport.ts";
import type { SweepResult } from "../../spec/result.ts";
import type { Reports } from "../artefacts/writeReports.ts";

/** How a sweep is told. */
export const sweepReports: Reports<SweepResult> = {
  text: (result) => `${textReport(result)}\n`,
  json: jsonReport,
  junit: junitReport,
  markdown: markdownReport,
  github: githubReport,
};
