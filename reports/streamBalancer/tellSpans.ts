import type { StreamBalancerHistory } from "../../spec/streamBalancer/history.ts";
import type { TimelineSpan } from "../timeline.ts";
import { callSpans } from "../world/callSpans.ts";
import { keyLane } from "../world/worldLanes.ts";
import { worldSpans } from "../world/worldSpans.ts";

/** What lasts in a balancer's history: calls, leases, and what befell processes and nodes. */
export const tellSpans = (
  history: StreamBalancerHistory,
  startMs: number,
): readonly TimelineSpan[] => [
  ...worldSpans(history, startMs),
  ...callSpans(history, startMs),
  ...leases(history, startMs),
];

type Held = { readonly stream: string; readonly holder: string; readonly from: number; until: number }; // prettier-ignore

/** A lease lasts as long as its holder renews it, until its end, or until it is let go. */
function leases(history: StreamBalancerHistory, startMs: number): readonly TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  const held = new Map<string, Held>();
  const end = (key: string, at: number): void => {
    const lease = held.get(key);
    if (lease === undefined) return;
    held.delete(key);
    spans.push({
      fromMs: lease.from - startMs,
      toMs: Math.min(lease.until, at) - startMs,
      kind: "lease",
      text: `lease of ${lease.holder}`,
      lane: keyLane(lease.stream),
    });
  };
  for (const event of history) {
    if (event.type !== "lease" || event.aside !== undefined) continue;
    const { at, key, stream, holder, until } = event;
    const lease = held.get(key);
    if (lease !== undefined && lease.holder === holder && until !== null && at <= lease.until) {
      lease.until = until;
      continue;
    }
    end(key, at);
    if (holder !== null && until !== null) held.set(key, { stream, holder, from: at, until });
  }
  const last = history.at(-1)?.at ?? startMs;
  for (const key of held.keys()) end(key, last);
  return spans;
}
