import { auditSome } from "../reference/lua/claim.ts";
import type { SchedulerPieces } from "../reference/pieces.ts";

/**
 * A claim that searches the index before it audits. The reference audits first, so that what an audit repairs is
 * claimed at once; here a defect of the search is not to be hidden by an audit of the same claim.
 */
export const searchFirst = (find: string): Pick<SchedulerPieces, "auditSome" | "find"> => ({
  auditSome: "",
  find: `
local function search()
  ${find}
end
local claimed = search()
${auditSome}
return claimed
`,
});
