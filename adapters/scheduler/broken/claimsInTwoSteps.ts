import { claimOf } from "../reference/claimOf.ts";
import { findDue } from "../reference/lua/claim.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/** Only looks, unless the schedule to take is named. */
const lookOrTake = `
if ARGV[1] then
  if whereabouts(ARGV[1]) then return grant(ARGV[1]) end
  return nil
end
local function grant(id) return { id } end
${findDue}`;

/**
 * Looks for a due schedule with one command and takes it with the next.
 *
 * Two workers that look at the same moment both see the same occurrence, and both take it.
 */
export const claimsInTwoSteps: SchedulerSubject = schedulerOver({
  name: "broken/claimsInTwoSteps",
  summary: "reads what is due, then takes it with a second command",
  breaks: "SC-2",
  pieces: { find: lookOrTake },
  override: ({ run }) => ({
    async claim() {
      const seen = await run("claim");
      if (!Array.isArray(seen)) return null;
      return claimOf(await run("claim", String(seen[0])));
    },
  }),
});
