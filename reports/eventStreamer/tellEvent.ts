import type {
  EventStreamerEvent,
  StreamerAnswer,
  StreamerCall,
} from "../../spec/eventStreamer/history.ts";
import { counted } from "../counted.ts";
import { grouped } from "../grouped.ts";
import { tellWorldEvent } from "../world/tellWorldEvent.ts";

/** What one event needs from the rest of the history to be told. */
export type EventContext = {
  /** Virtual time at which the run began; times are told relative to it. */
  readonly startMs: number;
  readonly callOf: (op: number) => StreamerCall | undefined;
};

/** One event of an event streamer's history as a clause, e.g. "r1 was given m7 (id 12)". */
export function tellEvent(event: EventStreamerEvent, { startMs, callOf }: EventContext): string {
  switch (event.type) {
    case "invoked":
      return `${waiterOf(event.call, event.process)} ${asked(event.call)}`;
    case "returned":
      return tellReturn(event, callOf(event.op));
    case "cancelled":
      return `${waiterOf(callOf(event.op), event.process)} cancels its wait`;
    case "rest": {
      const { process, fromAt, waiting, turns, commands, timers, listeners } = event;
      const { connections = 0 } = event;
      const did = [
        ...(turns > 0 ? [`its code ran ${counted(turns, "time")}`] : []),
        ...(commands > 0 ? [`it sent ${counted(commands, "command")}`] : []),
        ...(timers > 0 ? [`${counted(timers, "timer")} set`] : []),
        ...(listeners > 0 ? [`${counted(listeners, "listener")} left`] : []),
        ...(connections > 0 ? [`${counted(connections, "connection")} to a node`] : []),
      ];
      return `nothing was asked of ${process} since ${grouped(fromAt - startMs)} ms, where ${counted(waiting.length, "receiver")} waited${did.length === 0 ? "" : `: ${did.join(", ")}`}`;
    }
    case "stirred":
      return `code of the wait of ${waiterOf(callOf(event.op), event.process)} ran ${counted(event.times, "time")}, and it waits on`;
    case "spun":
      return `${waiterOf(event.op === null ? undefined : callOf(event.op), event.process)} goes on without end; it is stopped`;
    case "poisoned":
      return `somebody appends to ${event.topic} what is no event`;
    case "readers":
      return `${counted(event.count, "reader")} of ${event.topic} are known`;
    case "kept":
      return `${counted(event.count, "event")} of ${event.topic} are kept`;
    default:
      return tellWorldEvent(event);
  }
}

type Returned = Extract<EventStreamerEvent, { type: "returned" }>;

function tellReturn({ process, name, outcome }: Returned, call: StreamerCall | undefined): string {
  const who = waiterOf(call, process);
  const what = call === undefined ? name : asked(call);
  switch (outcome.type) {
    case "ok":
      return `${who} ${answered(outcome.value, call)}`;
    case "failed":
      return `${who} ${what}, which failed: ${outcome.message}`;
    case "unknown":
      return `${who} ${what}, and never learned what came of it: ${outcome.reason}`;
  }
}

const waiterOf = (call: StreamerCall | undefined, process: string): string =>
  call !== undefined && "receiver" in call ? call.receiver : process;

function asked(call: StreamerCall): string {
  switch (call.name) {
    case "open":
      return `opens ${call.topic} as ${call.as}${call.fromLatest ? ", from the latest event" : ""}`;
    case "send":
      return `sends ${call.event.foreignId} to ${call.topic}`;
    case "receive":
      return call.isCancelled ? "asks for an event, having cancelled" : "waits for an event";
    case "acknowledge":
      return `acknowledges ${call.id}`;
    case "close":
      return "closes";
  }
}

function answered(answer: StreamerAnswer, call: StreamerCall | undefined): string {
  if (answer !== null && "event" in answer)
    return `was given ${answer.event.foreignId} (id ${answer.event.id})`;
  if (answer !== null)
    return answer.ended === "cancelled" ? "waits no longer, as it cancelled" : "waits no longer, as it was closed"; // prettier-ignore
  switch (call?.name) {
    case "open":
      return `has opened ${call.topic} as ${call.as}${call.fromLatest ? ", from the latest event" : ""}`;
    case "send":
      return `has sent ${call.event.foreignId} to ${call.topic}`;
    case "acknowledge":
      return `has acknowledged ${call.id}`;
    case "close":
      return "is closed";
    default:
      return "was answered";
  }
}
