import type {
  EventStreamerEvent,
  EventStreamerHistory,
  StreamerCall,
} from "../../spec/eventStreamer/history.ts";
import type { Violation } from "../../spec/rule.ts";
import type { EntryKind, Lane, TimelineEntry } from "../timeline.ts";
import { keyLane, processLane, worldKind, worldLanes } from "../world/worldLanes.ts";
import { tellEvent } from "./tellEvent.ts";

type CallOf = (op: number) => StreamerCall | undefined;

/**
 * Tells an event streamer's history around one violation: each event as a clause, ranked by how much it explains. What the same
 * receivers did comes first, then what was sent to their topics, then everything else.
 */
export function tellHistory(
  history: EventStreamerHistory,
  violation: Violation,
  startMs: number,
): readonly TimelineEntry[] {
  const calls = new Map<number, StreamerCall>();
  const topics = new Map<string, string>();
  for (const event of history) {
    if (event.type !== "invoked") continue;
    calls.set(event.op, event.call);
    if (event.call.name === "open") topics.set(event.call.receiver, event.call.topic);
  }
  const callOf: CallOf = (op) => calls.get(op);
  const proof = new Set(violation.events);
  const events = violation.events.flatMap((position) => history[position] ?? []);
  const concerned = new Set(events.flatMap((event) => namesOf(event, callOf, topics)));
  const answered = new Set(
    history.flatMap((event) => (event.type === "returned" ? [event.op] : [])),
  );
  const processes = new Set(
    history.flatMap((event) => ("process" in event ? [event.process] : [])),
  );
  const from = Math.min(...violation.events, history.length);
  const to = violation.events.length === 0 ? history.length : Math.max(...violation.events);

  return history.flatMap((event, position) => {
    const isDoubled = event.type === "invoked" && answered.has(event.op);
    if (isDoubled && !proof.has(position)) return [];
    const isConcerned = namesOf(event, callOf, topics).some((name) => concerned.has(name));
    return {
      atMs: event.at - startMs,
      text: tellEvent(event, { startMs, callOf }),
      rank: proof.has(position) ? 0 : rankOf(event, isConcerned, position > from, position > to),
      idle: event.type === "rest" && event.turns === 0 && event.listeners === 0,
      kind: kindOf(event),
      lanes: lanesOf(event, callOf, topics, (name) => processes.has(name)),
    };
  });
}

function rankOf(
  event: EventStreamerEvent,
  isConcerned: boolean,
  isDuring: boolean,
  isAfter: boolean,
): number | null {
  if (isAfter) return null;
  switch (event.type) {
    case "fault":
    case "incident":
    case "process":
      return isDuring ? 1 : 4;
    case "returned":
    case "cancelled":
    case "poisoned":
      return isConcerned ? (isDuring ? 1 : 2) : isDuring ? 5 : null;
    case "invoked":
    case "stirred":
      return isConcerned && isDuring ? 3 : null;
    case "phase":
      return event.phase === "quiet" && isDuring ? 3 : null;
    default:
      return null;
  }
}

function kindOf(event: EventStreamerEvent): EntryKind {
  switch (event.type) {
    case "invoked":
    case "cancelled":
      return "question";
    case "returned":
      return "answer";
    case "poisoned":
      return "fault";
    case "rest":
    case "stirred":
    case "spun":
    case "readers":
    case "kept":
      return "notice";
    default:
      return worldKind(event);
  }
}

/** The receivers, topics and processes that an event is about. */
function namesOf(
  event: EventStreamerEvent,
  callOf: CallOf,
  topics: ReadonlyMap<string, string>,
): readonly string[] {
  switch (event.type) {
    case "invoked":
      return namesIn(event.call, topics);
    case "returned":
    case "cancelled":
    case "stirred":
    case "spun": {
      const call = event.op === null ? undefined : callOf(event.op);
      return call === undefined ? [event.process] : namesIn(call, topics);
    }
    case "rest":
      return [event.process];
    case "poisoned":
    case "readers":
    case "kept":
      return [event.topic];
    default:
      return [];
  }
}

function namesIn(call: StreamerCall, topics: ReadonlyMap<string, string>): readonly string[] {
  if (call.name === "send") return [call.topic];
  const topic = topics.get(call.receiver);
  return [call.receiver, ...(topic === undefined ? [] : [topic])];
}

function lanesOf(
  event: EventStreamerEvent,
  callOf: CallOf,
  topics: ReadonlyMap<string, string>,
  isProcess: (name: string) => boolean,
): readonly Lane[] {
  switch (event.type) {
    case "invoked":
    case "returned":
    case "cancelled":
    case "stirred":
    case "spun":
      return [processLane(event.process), ...namesOf(event, callOf, topics).map(keyLane)];
    case "rest":
      return [processLane(event.process)];
    case "poisoned":
    case "readers":
    case "kept":
      return [keyLane(event.topic)];
    default:
      return worldLanes(event, isProcess);
  }
}
