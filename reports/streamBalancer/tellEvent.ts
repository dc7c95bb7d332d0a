import type { BalancerMetrics, Notification } from "../../spec/streamBalancer/contract.ts";
import type {
  BalancerAnswer,
  BalancerCall,
  EntryContent,
  EntryPlace,
  StreamBalancerEvent,
} from "../../spec/streamBalancer/history.ts";
import { counted } from "../counted.ts";
import { grouped } from "../grouped.ts";
import { tellWorldEvent } from "../world/tellWorldEvent.ts";

/** What one event needs from the rest of the history to be told. */
export type EventContext = {
  /** Virtual time at which the run began; times are told relative to it. */
  readonly startMs: number;
  /** The call that an operation made. */
  readonly callOf: (op: number) => BalancerCall | undefined;
};

/** One event of a balancer's history as a clause, e.g. "c1 is told that it owns d1 (1767225600251-0)". */
export function tellEvent(event: StreamBalancerEvent, context: EventContext): string {
  const at = (ms: number): string => `${grouped(ms - context.startMs)} ms`;
  switch (event.type) {
    case "invoked":
      return `${event.process} asks to ${tellCall(event.call)}`;
    case "returned":
      return tellReturn(event, context.callOf(event.op));
    case "notified":
      return `${event.process} is told ${tellNotification(event.notification)}`;
    case "working":
      return `${event.process} begins to work on ${event.stream} (${event.message}, ${event.id})`;
    case "worked":
      return `${event.process} has done the work on ${event.stream} (${event.message}, ${event.id})`;
    case "work-failed":
      return `${event.process} fails at the work on ${event.stream} (${event.message}, ${event.id})`;
    case "entry":
      return `entry ${event.id} (${tellContent(event.content)}) ${tellPlace(event.where)}${tellAuthor(event)}`;
    case "dead-letter": {
      const reason = event.content.reason === null ? "" : `: ${event.content.reason}`;
      const what =
        event.change === "added" ? "is a dead letter" : "is among the dead letters no more";
      return `${tellContent(event.content)} ${what}${reason}${tellAuthor(event)}`;
    }
    case "lease":
      return event.holder === null || event.until === null
        ? `the lease of ${event.stream} is gone${tellAuthor(event)}`
        : `${event.holder} has the lease of ${event.stream} until ${at(event.until)}${tellAuthor(event)}`;
    case "group":
      return `the consumer group ${event.exists ? "is there" : "is gone"}${tellAuthor(event)}`;
    case "scan":
      return `${event.process} begins a scan`;
    case "cost":
      return `${event.process} had ${counted(event.commands, "command")} executed since ${at(event.since)}`;
    case "metrics":
      return `${event.process} has counted ${tellMetrics(event.metrics)}`;
    default:
      return tellWorldEvent(event);
  }
}

/** A call as something that one asks for: "complete d1". */
function tellCall(call: BalancerCall): string {
  switch (call.name) {
    case "add":
      return `add ${call.item.name}`;
    case "claim":
      return `recover ${call.stream}${call.id === null ? "" : ` (${call.id})`}`;
    case "complete":
      return `complete ${call.stream}`;
    case "fail":
      return `give ${call.stream} up, which has failed`;
    case "start":
      return "join the group";
    case "reset-topology":
      return "find the masters anew";
    case "shutdown":
      return "shut down";
  }
}

function tellReturn(
  { process, name, outcome }: Extract<StreamBalancerEvent, { type: "returned" }>,
  call: BalancerCall | undefined,
): string {
  const asked = call === undefined ? name : tellCall(call);
  switch (outcome.type) {
    case "failed":
      return `${process} failed to ${asked}: ${outcome.message}`;
    case "unknown":
      return `${process} never learned whether it could ${asked}: ${outcome.reason}`;
    case "ok":
      return `${process} asked to ${asked}: ${tellAnswer(outcome.value)}`;
  }
}

function tellAnswer(answer: BalancerAnswer): string {
  if (answer === null || answer === true) return "done";
  if (answer === false) return "refused";
  return typeof answer === "string" ? answer : answer.id;
}

function tellNotification(notification: Notification): string {
  switch (notification.type) {
    case "added":
      return `that it owns ${notification.stream.name} (${notification.stream.id})`;
    case "disowned":
      return `that it owns ${notification.name} no longer (${notification.reason})`;
    case "expired":
      return `that the lease of ${notification.name} has ended`;
    case "terminated":
      return `that nothing more will come (${notification.reason})`;
  }
}

function tellContent({ item, message, retries }: EntryContent): string {
  const what = item === null ? `${message}, which nobody can read` : `${item.name}, ${message}`;
  return retries === 0 ? what : `${what}, failed ${retries === 1 ? "once" : `${retries} times`}`;
}

function tellPlace(where: EntryPlace): string {
  switch (where.place) {
    case "undelivered":
      return "waits to be delivered";
    case "stranded":
      return "is acknowledged and still in the stream, where nobody will be given it";
    case "gone":
      return "is gone";
    case "pending":
      return `is pending for ${where.consumer}${where.deliveries === 1 ? "" : `, delivered ${where.deliveries} times`}`;
    case "trimmed":
      return `is pending for ${where.consumer}, but no longer in the stream`;
  }
}

function tellAuthor({
  process,
  aside,
}: {
  readonly process: string | null;
  readonly aside?: { readonly node: string };
}): string {
  const where = aside === undefined ? "" : `, at ${aside.node}, which is replaced`;
  return `${process === null ? "" : ` (by ${process})`}${where}`;
}

function tellMetrics(metrics: BalancerMetrics): string {
  return Object.entries(metrics)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
