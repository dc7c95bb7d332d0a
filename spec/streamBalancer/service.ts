import type { Lives } from "./lives.ts";
import type { BalancerOperation } from "./operations.ts";
import type { StreamBalancerHistory } from "./history.ts";

/** A consumer that has joined the group, until it dies, is asked to leave, or says that it gives up. */
export type Service = {
  readonly process: string;
  readonly fromIndex: number;
  readonly fromAt: number;
  readonly untilIndex: number;
  readonly untilAt: number;
};

/** When consumers were there to receive and to recover. */
export function servicesOf(
  history: StreamBalancerHistory,
  operations: ReadonlyMap<number, BalancerOperation>,
  lives: Lives,
): readonly Service[] {
  const ends: { readonly process: string; readonly index: number }[] = [];
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    const isEnd =
      (event.type === "notified" && event.notification.type === "terminated") ||
      (event.type === "invoked" && event.call.name === "shutdown");
    if (isEnd) ends.push({ process: event.process, index });
  }
  return [...operations.values()].flatMap((operation): readonly Service[] => {
    const { call, outcome, process, returnedIndex, returnedAt } = operation;
    if (call.name !== "start" || outcome.type !== "ok") return [];
    const life = lives.at(process, returnedIndex);
    const end = ends.find((other) => other.process === process && other.index > returnedIndex);
    const untilIndex = Math.min(life?.untilIndex ?? Infinity, end?.index ?? Infinity);
    const untilAt = history[untilIndex]?.at ?? Infinity;
    return [{ process, fromIndex: returnedIndex, fromAt: returnedAt, untilIndex, untilAt }];
  });
}
