import type { Violation } from "../../spec/rule.ts";
import type {
  BalancerCall,
  EntryContent,
  StreamBalancerEvent,
  StreamBalancerHistory,
} from "../../spec/streamBalancer/history.ts";
import type { EntryKind, Lane, TimelineEntry } from "../timeline.ts";
import { keyLane, processLane, worldKind, worldLanes } from "../world/worldLanes.ts";
import { tellEvent } from "./tellEvent.ts";

type CallOf = (op: number) => BalancerCall | undefined;

/** The data streams, messages and processes that the proof is about, and the part of the history in which it lies. */
type Focus = {
  readonly proof: ReadonlySet<number>;
  readonly things: ReadonlySet<string>;
  readonly processes: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
  readonly answered: ReadonlySet<number>;
};

/**
 * Tells a balancer's history around one violation: each event as a clause, ranked by how much it explains. What befell the
 * same data streams and processes comes first, then everything else.
 */
export function tellHistory(
  history: StreamBalancerHistory,
  violation: Violation,
  startMs: number,
): readonly TimelineEntry[] {
  const calls = new Map<number, BalancerCall>();
  for (const event of history) if (event.type === "invoked") calls.set(event.op, event.call);
  const callOf: CallOf = (op) => calls.get(op);
  const focus = focusOf(history, violation, callOf);
  const processes = new Set(
    history.flatMap((event) => ("process" in event ? (event.process ?? []) : [])),
  );
  return history.flatMap((event, position) => {
    // A question that was answered is told by its answer; the two would count as two things that happened.
    const doubled = event.type === "invoked" && focus.answered.has(event.op);
    if (doubled && !focus.proof.has(position)) return [];
    return {
      atMs: event.at - startMs,
      text: tellEvent(event, { startMs, callOf }),
      rank: rankOf(event, position, focus, callOf),
      idle: event.type === "scan" || event.type === "cost",
      kind: kindOf(event),
      lanes: lanesOf(event, callOf, (name) => processes.has(name)),
    };
  });
}

function kindOf(event: StreamBalancerEvent): EntryKind {
  switch (event.type) {
    case "invoked":
      return "question";
    case "returned":
      return "answer";
    case "working":
    case "worked":
    case "work-failed":
    case "entry":
    case "dead-letter":
    case "lease":
    case "group":
      return "change";
    case "notified":
    case "scan":
    case "cost":
    case "metrics":
      return "notice";
    default:
      return worldKind(event);
  }
}

function lanesOf(
  event: StreamBalancerEvent,
  callOf: CallOf,
  isProcess: (name: string) => boolean,
): readonly Lane[] {
  switch (event.type) {
    case "fault":
    case "incident":
    case "node":
    case "process":
    case "phase":
      return worldLanes(event, isProcess);
    default: {
      const { process } = event;
      const streams = thingsOf(event, callOf).slice(0, 1);
      return [...(process === null ? [] : [processLane(process)]), ...streams.map(keyLane)];
    }
  }
}

function focusOf(history: StreamBalancerHistory, violation: Violation, callOf: CallOf): Focus {
  const events = violation.events.flatMap((position) => history[position] ?? []);
  const whole = events.length === 0;
  return {
    proof: new Set(violation.events),
    things: new Set(events.flatMap((event) => thingsOf(event, callOf))),
    processes: new Set(
      events.flatMap((event) => ("process" in event ? (event.process ?? []) : [])),
    ),
    from: whole ? -1 : Math.min(...violation.events),
    to: whole ? history.length : Math.max(...violation.events),
    answered: new Set(history.flatMap((event) => (event.type === "returned" ? [event.op] : []))),
  };
}

function rankOf(
  event: StreamBalancerEvent,
  position: number,
  focus: Focus,
  callOf: CallOf,
): number | null {
  if (focus.proof.has(position)) return 0;
  if (position > focus.to) return null;
  const during = position > focus.from;
  switch (event.type) {
    case "fault":
      return focus.processes.has(event.target) ? (during ? 1 : 3) : during ? 3 : 5;
    case "incident":
      return during ? 1 : 3;
    case "node":
      return during ? 3 : null;
    case "process":
      if (event.change === "healed" || !during || !focus.processes.has(event.process)) return null;
      return event.change === "resumed" || event.change === "started" ? 3 : 4;
    case "phase":
      return event.phase === "quiet" && during ? 3 : null;
    case "cost":
    case "metrics":
      return null;
    case "scan":
      return during && focus.processes.has(event.process) ? 4 : null;
    case "group":
      return during ? 2 : 4;
    default: {
      if (!thingsOf(event, callOf).some((thing) => focus.things.has(thing))) return null;
      // A lease is renewed again and again.
      if (event.type === "lease") return during ? 3 : 5;
      return during ? 1 : 2;
    }
  }
}

/** What an event is about: the data stream and the message, or the entry. */
function thingsOf(event: StreamBalancerEvent, callOf: CallOf): readonly string[] {
  switch (event.type) {
    case "invoked":
      return thingsOfCall(event.call);
    case "returned": {
      const call = callOf(event.op);
      return call === undefined ? [] : thingsOfCall(call);
    }
    case "notified": {
      const { notification } = event;
      if (notification.type === "terminated") return [];
      return notification.type === "added" ? [notification.stream.name] : [notification.name];
    }
    case "working":
    case "worked":
    case "work-failed":
      return [event.stream, event.message];
    case "entry":
    case "dead-letter":
      return thingsIn(event.content);
    case "lease":
      return [event.stream];
    default:
      return [];
  }
}

const thingsIn = ({ item, message }: EntryContent): readonly string[] =>
  item === null ? [message] : [item.name, message];

function thingsOfCall(call: BalancerCall): readonly string[] {
  if (call.name === "add") return [call.item.name];
  return "stream" in call ? [call.stream] : [];
}
