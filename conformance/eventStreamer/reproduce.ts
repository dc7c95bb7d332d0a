import type { EventStreamerSubject } from "../../adapters/eventStreamer/subject.ts";
import { reproduceEventStreamer } from "../../reports/eventStreamer/reproduction/reproduceEventStreamer.ts";
import type { EventStreamerScenario } from "../../spec/eventStreamer/scenario.ts";

/** What hits a rule of the event-streamer contract plainly, by what the subject declares and where its events lie. */
export function reproduce(
  { declares, layout }: Pick<EventStreamerSubject, "declares" | "layout">,
  scenario: Pick<EventStreamerScenario, "topology" | "faults">,
  rule: string,
): readonly string[] | string {
  return reproduceEventStreamer(rule, { scenario, declares, isInMemory: layout === null });
}
