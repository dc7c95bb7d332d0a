/** Results told: pure functions from the result types of `claimcheck/spec` to text. */
export { githubReport } from "./githubReport.ts";
export { jsonReport } from "./jsonReport.ts";
export { junitReport } from "./junitReport.ts";
export { markdownReport } from "./markdownReport.ts";
export { tellHistory } from "./scheduler/tellHistory.ts";
export { tellViolation, type Telling } from "./tellViolation.ts";
export { textReport } from "./textReport.ts";
export { timeline, type TimelineEntry } from "./timeline.ts";
