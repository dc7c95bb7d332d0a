import { currentContext, runInContext } from "../../sim/kernel/context.ts";
import type { StreamerAnswer, StreamerCall } from "../../spec/eventStreamer/history.ts";
import type { Outcome } from "../../spec/outcome.ts";
import { isUnknown } from "../scenario/isUnknown.ts";
import type { Recorder } from "./recorder.ts";

/**
 * Makes one call of the contract from inside the simulated process that is running, and writes down when it began and
 * how it ended. Everything that the subject does for it carries the operation's number.
 *
 * @param onOp told the number before the call is made
 * @param watched asked at the end how often somebody has begun to listen to the call's signal
 */
export async function callStreamer<Result>(
  recorder: Recorder,
  call: StreamerCall,
  make: () => Promise<Result>,
  answerOf: (result: Result) => StreamerAnswer,
  {
    signal,
    onOp,
    watched,
  }: {
    readonly signal?: AbortSignal;
    readonly onOp?: (op: number) => void;
    readonly watched?: () => number;
  } = {},
): Promise<{ readonly outcome: Outcome<StreamerAnswer>; readonly result: Result | null }> {
  const context = currentContext();
  if (context === undefined) throw new Error("callStreamer: called outside a simulated process");
  const op = recorder.invoked(context.process, call);
  onOp?.(op);
  let result: Result | null = null;
  const outcome = await runInContext(
    { ...context, op },
    async (): Promise<Outcome<StreamerAnswer>> => {
      try {
        result = await make();
        return { type: "ok", value: answerOf(result) };
      } catch (error) {
        return outcomeOf(error, signal);
      }
    },
  );
  if (context.life === context.process.life) recorder.returned(op, outcome, watched?.());
  return { outcome, result };
}

function outcomeOf(error: unknown, signal: AbortSignal | undefined): Outcome<StreamerAnswer> {
  if (signal?.aborted === true && error === signal.reason)
    return { type: "ok", value: { ended: "cancelled" } };
  if (error instanceof Error && error.name === "ReceiverClosed")
    return { type: "ok", value: { ended: "closed" } };
  const message = error instanceof Error ? error.message : String(error);
  return isUnknown(error) ? { type: "unknown", reason: message } : { type: "failed", message };
}
