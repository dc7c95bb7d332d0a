import { lastingFaults } from "../../spec/troubles.ts";
import type { WorldEvent } from "../../spec/worldEvent.ts";
import type { TimelineSpan } from "../timeline.ts";
import { nodeLane, processLane } from "./worldLanes.ts";

type Open = Pick<TimelineSpan, "fromMs" | "kind" | "text">;

/**
 * How long processes were down, stood still or had a broken network, and nodes were not well, in a history of any contract.
 *
 * @param startMs the instant at which the run began; spans are told relative to it
 */
export function worldSpans(
  history: readonly { readonly at: number }[],
  startMs: number,
): readonly TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  const open = new Map<string, Open & Pick<TimelineSpan, "lane">>();
  const end = (name: string, kinds: readonly TimelineSpan["kind"][], atMs: number): void => {
    const span = open.get(name);
    if (span === undefined || !kinds.includes(span.kind)) return;
    spans.push({ ...span, toMs: atMs });
    open.delete(name);
  };

  for (const event of history) {
    const atMs = event.at - startMs;
    if (isOf(event, "process")) {
      const { process, change } = event;
      const begin = (kind: "down" | "paused", text: string): void => {
        end(process, ["down", "paused"], atMs);
        open.set(process, { fromMs: atMs, kind, text, lane: processLane(process) });
      };
      if (change === "crashed") begin("down", `${process} is down`);
      else if (change === "paused") begin("paused", `${process} stands still`);
      else if (change === "started") end(process, ["down"], atMs);
      else if (change === "resumed") end(process, ["paused"], atMs);
      else for (const fault of lastingFaults) end(`${process} ${fault}`, ["unwell"], atMs);
    } else if (isOf(event, "fault") && lastingFaults.has(event.fault)) {
      const { fault, target } = event;
      const place = `${target} ${fault}`;
      if (!open.has(place))
        open.set(place, { fromMs: atMs, kind: "unwell", text: fault, lane: processLane(target) });
    } else if (isOf(event, "node")) {
      const { node, change } = event;
      if (change === "recovered") end(node, ["unwell"], atMs);
      else if (change === "failed" && !open.has(node)) {
        const text = `${node} is not well`;
        open.set(node, { fromMs: atMs, kind: "unwell", text, lane: nodeLane(node) });
      }
    }
  }
  const endMs = (history.at(-1)?.at ?? startMs) - startMs;
  return [...spans, ...[...open.values()].map((span) => ({ ...span, toMs: endMs }))];
}

const isOf = <Type extends WorldEvent["type"]>(
  event: object,
  type: Type,
): event is Extract<WorldEvent, { type: Type }> => "type" in event && event.type === type;
