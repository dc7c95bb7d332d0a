import type { Lane, TimelineSpan } from "../timeline.ts";
import { processLane } from "./worldLanes.ts";

type Begun<Call> = {
  readonly type: "invoked";
  readonly at: number;
  readonly op: number;
  readonly call: Call;
};
type Ended = {
  readonly type: "returned";
  readonly at: number;
  readonly op: number;
  readonly process: string;
  readonly name: string;
};

/**
 * How long the calls of a history were under way, on the lanes of their processes.
 *
 * @param laneOf the lane of a call that is to be seen elsewhere
 */
export function callSpans<Call>(
  history: readonly (Begun<Call> | Ended | { readonly type: string; readonly at: number })[],
  startMs: number,
  laneOf: (call: Call) => Lane | null = () => null,
): readonly TimelineSpan[] {
  const begun = new Map<number, Begun<Call>>();
  return history.flatMap((event) => {
    if (isBegun(event)) begun.set(event.op, event);
    if (!isEnded(event)) return [];
    const question = begun.get(event.op);
    return {
      fromMs: (question?.at ?? event.at) - startMs,
      toMs: event.at - startMs,
      kind: "call" as const,
      text: event.name,
      lane: (question === undefined ? null : laneOf(question.call)) ?? processLane(event.process),
    };
  });
}

const isBegun = <Call>(event: Begun<Call> | { readonly type: string }): event is Begun<Call> =>
  event.type === "invoked";
const isEnded = (event: Ended | { readonly type: string }): event is Ended =>
  event.type === "returned";
