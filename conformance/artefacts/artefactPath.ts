import { join } from "node:path";

/** Where a violation is saved: ".claimcheck/broken-trustsTheScore-SC-1-17.json". */
export const artefactPath = (
  folder: string | null,
  violation: { readonly subject: string; readonly rule: string; readonly seed: number },
): string =>
  join(
    folder ?? ".claimcheck",
    `${[violation.subject, violation.rule, violation.seed].join("-").replace(/[^\w.@-]+/g, "-")}.json`,
  );
