import { tellViolation } from "../../reports/tellViolation.ts";
import { timeline } from "../../reports/timeline.ts";
import type { RunStory } from "../../reports/runStory.ts";

/** How many lines of a timeline a person reads. */
const linesMax = 12;

/**
 * A violation of one rule in one run, told in a dozen lines.
 *
 * @param page where the whole of it can be seen; null when that was not saved
 */
export function explainViolation(
  story: RunStory,
  artefact: string | null,
  module: string | null,
  page: string | null,
): string {
  const { entries, ...told } = story;
  return tellViolation({
    ...told,
    timeline: timeline(entries, { linesMax }),
    artefact,
    module,
    page,
  });
}
