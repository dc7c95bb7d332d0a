import type { Authors } from "./authors.ts";
import type { EntryId, StreamName } from "./contract.ts";
import type { StreamBalancerEvent, StreamBalancerHistory } from "./history.ts";
import type { Lives } from "./lives.ts";
import type { BalancerOperation } from "./operations.ts";

/** A lease as its holder set or renewed it. */
export type Renewal = {
  readonly index: number;
  readonly at: number;
  readonly key: string;
  readonly isAside: boolean;
};

/** What ended an ownership, as its owner could know; `open` when the history ended first. */
type OwnershipEnd =
  | "disowned"
  | "completed"
  | "failed"
  | "refused"
  | "crashed"
  | "shut down"
  | "terminated"
  | "replaced"
  | "open";

/** A consumer was told that it owns a data stream. */
export type OwnershipStory = {
  readonly process: string;
  readonly stream: StreamName;
  readonly id: EntryId;
  readonly fence: string | null;
  readonly fromIndex: number;
  readonly fromAt: number;
  /** Infinity when it lasted. */
  readonly untilIndex: number;
  readonly untilAt: number;
  readonly end: OwnershipEnd;
  /** Every time that its process set a lease of the data stream, in the life in which it was told; in order. */
  readonly renewals: readonly Renewal[];
};

type Open = { -readonly [Key in keyof OwnershipStory]: OwnershipStory[Key] };

/** Every ownership of a history, in the order in which consumers were told. */
export function ownershipsOf(
  history: StreamBalancerHistory,
  operations: ReadonlyMap<number, BalancerOperation>,
  authors: Authors,
  lives: Lives,
): readonly OwnershipStory[] {
  const all: Open[] = [];
  /** By process, then by data stream. */
  const open = new Map<string, Map<StreamName, Open>>();
  const renewals = new Map<string, Renewal[]>();

  const end = (process: string, stream: StreamName, index: number, how: OwnershipEnd): void => {
    const ownership = open.get(process)?.get(stream);
    if (ownership === undefined) return;
    ownership.untilIndex = index;
    ownership.untilAt = history[index]!.at;
    ownership.end = how;
    open.get(process)?.delete(stream);
  };
  const endAll = (process: string, index: number, how: OwnershipEnd): void => {
    for (const stream of open.get(process)?.keys() ?? []) end(process, stream, index, how);
  };

  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    switch (event.type) {
      case "lease": {
        const { holder, stream, until, at, key } = event;
        // Only its holder renews a lease; what an incident leaves is nobody's renewal.
        if (holder === null || until === null || event.process !== holder) break;
        const place = placeOf(holder, stream, lives.at(holder, index)?.fromIndex ?? 0);
        const own = renewals.get(place) ?? [];
        renewals.set(place, own);
        own.push({ index, at, key, isAside: event.aside !== undefined });
        break;
      }
      case "notified": {
        const { process, notification } = event;
        if (notification.type === "disowned") end(process, notification.name, index, "disowned");
        if (notification.type === "terminated") endAll(process, index, "terminated");
        if (notification.type !== "added") break;
        const { name: stream, id, fence } = notification.stream;
        end(process, stream, index, "replaced");
        const place = placeOf(process, stream, lives.at(process, index)?.fromIndex ?? 0);
        const own = renewals.get(place) ?? [];
        renewals.set(place, own);
        const ownership: Open = {
          process,
          stream,
          id,
          fence,
          fromIndex: index,
          fromAt: event.at,
          untilIndex: Infinity,
          untilAt: Infinity,
          end: "open",
          renewals: own,
        };
        all.push(ownership);
        const byStream = open.get(process) ?? new Map<StreamName, Open>();
        byStream.set(stream, ownership);
        open.set(process, byStream);
        break;
      }
      case "entry": {
        const ending = endedBy(event, authors(index));
        if (ending !== null && event.process !== null) {
          end(event.process, ending.stream, index, ending.how);
        }
        break;
      }
      case "invoked":
        if (event.call.name === "shutdown") endAll(event.process, index, "shut down");
        break;
      case "returned": {
        const call = operations.get(event.op)?.call;
        if (call === undefined || event.outcome.type !== "ok") break;
        if (call.name !== "complete" && call.name !== "fail") break;
        const how = call.name === "complete" ? "completed" : "failed";
        end(event.process, call.stream, index, event.outcome.value === true ? how : "refused");
        break;
      }
      case "process":
        if (event.change === "crashed") endAll(event.process, index, "crashed");
        break;
      default:
        break;
    }
  }
  return all;
}

const placeOf = (process: string, stream: StreamName, lifeIndex: number): string =>
  `${lifeIndex} ${process} ${stream}`;

/** The data stream whose completion, or whose failing, removed an entry; null when that is not what happened. */
function endedBy(
  event: Extract<StreamBalancerEvent, { type: "entry" }>,
  possible: readonly BalancerOperation[],
): { readonly stream: StreamName; readonly how: "completed" | "failed" } | null {
  if (event.aside !== undefined) return null;
  if (event.where.place !== "gone" && event.where.place !== "stranded") return null;
  for (const { call } of possible) {
    if (call.name === "complete") return { stream: call.stream, how: "completed" };
    if (call.name === "fail") return { stream: call.stream, how: "failed" };
  }
  return null;
}

/** The last time that an owner set its lease, up to a position; undefined when it never did. */
export function lastRenewal({ renewals }: OwnershipStory, index: number): Renewal | undefined {
  let low = 0;
  let high = renewals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (renewals[middle]!.index <= index) low = middle + 1;
    else high = middle;
  }
  return renewals[low - 1];
}
