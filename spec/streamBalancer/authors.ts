import type { StreamName } from "./contract.ts";
import type { StreamBalancerEvent, StreamBalancerHistory } from "./history.ts";
import type { BalancerOperation } from "./operations.ts";

/**
 * Which operations may be behind a change: the one that the event names, if it can be, or else those of its process about the
 * same data stream that were open at that moment. A client that had lost its connection sends what several calls have to
 * say at once, and what a balancer does of its own accord may go on where an answer to a call came in; so an operation about
 * another data stream is none, and when there is doubt it is not certain that any of them did it at all.
 */
export type Authors = (index: number) => readonly BalancerOperation[];

/** Finds out for each change of an entry which operations may be behind it. */
export function authorsOf(
  history: StreamBalancerHistory,
  operations: ReadonlyMap<number, BalancerOperation>,
): Authors {
  const open = new Map<string, Set<BalancerOperation>>();
  const behind = new Map<number, readonly BalancerOperation[]>();
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "invoked") {
      const own = open.get(event.process) ?? new Set<BalancerOperation>();
      open.set(event.process, own);
      own.add(operations.get(event.op)!);
    } else if (event.type === "returned" && event.outcome.type !== "unknown") {
      // What nobody heard the end of may still be carried out later.
      open.get(event.process)?.delete(operations.get(event.op)!);
    } else if (event.type === "entry" && event.process !== null) {
      const named = event.op === null ? undefined : operations.get(event.op);
      if (named !== undefined && isAbout(named, nameIn(event))) behind.set(index, [named]);
      else behind.set(index, possible(open.get(event.process), nameIn(event)));
    }
  }
  return (index) => behind.get(index) ?? [];
}

const nameIn = (event: Extract<StreamBalancerEvent, { type: "entry" }>): StreamName | undefined =>
  event.content.item?.name;

/** Whether an operation may be about a data stream: it names it, or names none. */
function isAbout({ call }: BalancerOperation, stream: StreamName | undefined): boolean {
  if (stream === undefined) return true;
  if (call.name === "add") return call.item.name === stream;
  return !("stream" in call) || call.stream === stream;
}

function possible(
  open: ReadonlySet<BalancerOperation> | undefined,
  stream: StreamName | undefined,
): readonly BalancerOperation[] {
  if (open === undefined || stream === undefined) return [];
  return [...open].filter(({ call }) =>
    call.name === "add" ? call.item.name === stream : "stream" in call && call.stream === stream,
  );
}
