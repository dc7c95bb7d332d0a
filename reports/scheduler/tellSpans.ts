import type { SchedulerHistory } from "../../spec/scheduler/history.ts";
import type { TimelineSpan } from "../timeline.ts";
import { callSpans } from "../world/callSpans.ts";
import { keyLane } from "../world/worldLanes.ts";
import { worldSpans } from "../world/worldSpans.ts";

/** What lasts in a scheduler's history: calls, leases, and what befell processes and nodes. */
export const tellSpans = (history: SchedulerHistory, startMs: number): readonly TimelineSpan[] => [
  ...worldSpans(history, startMs),
  ...callSpans(history, startMs),
  ...leases(history, startMs),
];

/** A lease lasts until its end, or until the schedule's state is another one. */
function leases(history: SchedulerHistory, startMs: number): readonly TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  const held = new Map<string, { readonly from: number; readonly until: number }>();
  const end = (id: string, at: number): void => {
    const lease = held.get(id);
    if (lease === undefined) return;
    held.delete(id);
    spans.push({
      fromMs: lease.from - startMs,
      toMs: Math.min(lease.until, at) - startMs,
      kind: "lease",
      text: `lease of ${id}`,
      lane: keyLane(id),
    });
  };
  for (const event of history) {
    if (event.type !== "state" || event.aside !== undefined) continue;
    const until = event.state?.leasedUntilMs ?? null;
    if (held.get(event.id)?.until === until) continue;
    end(event.id, event.at);
    if (until !== null) held.set(event.id, { from: event.at, until });
  }
  const last = history.at(-1)?.at ?? startMs;
  for (const id of held.keys()) end(id, last);
  return spans;
}
