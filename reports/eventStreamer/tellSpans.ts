import type { EventStreamerHistory, StreamerCall } from "../../spec/eventStreamer/history.ts";
import type { Lane, TimelineSpan } from "../timeline.ts";
import { callSpans } from "../world/callSpans.ts";
import { keyLane } from "../world/worldLanes.ts";
import { worldSpans } from "../world/worldSpans.ts";

/** What lasts in an event streamer's history: waits, on the lanes of their receivers; other calls, and what befell processes and nodes. */
export const tellSpans = (
  history: EventStreamerHistory,
  startMs: number,
): readonly TimelineSpan[] => [
  ...worldSpans(history, startMs),
  ...callSpans(history, startMs, laneOf),
];

const laneOf = (call: StreamerCall): Lane | null =>
  call.name === "receive" ? keyLane(call.receiver) : null;
