import { setTimeout as sleep } from "node:timers/promises";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import type { ScenarioWorker } from "../../spec/scheduler/scenario.ts";
import type { SchedulerSubject, SubjectContext } from "../../adapters/scheduler/subject.ts";
import { callAdapter } from "./callAdapter.ts";
import type { Recorder } from "./recorder.ts";

export type WorkerOptions = {
  readonly subject: SchedulerSubject;
  /** Where Redis is. */
  readonly addresses: Pick<SubjectContext, "nodes" | "cluster">;
  /** What stands in for ioredis, if anything does. */
  readonly Redis: SubjectContext["Redis"] | undefined;
  readonly recorder: Recorder;
  /** Told when the adapter is open, so that steps of the scenario can use it. */
  readonly onOpen: (adapter: SchedulerAdapter) => void;
};

/**
 * The program of a worker process: open the subject, then poll for ever. A claim is dispatched after `dispatchMs` and
 * completed; when there was nothing, or the call was lost, the worker sleeps until its next poll.
 */
export async function work(
  process: SimProcess,
  { pollMs, dispatchMs }: ScenarioWorker,
  { subject, addresses, Redis, recorder, onOpen }: WorkerOptions,
): Promise<void> {
  const context = {
    process: process.name,
    ...addresses,
    ...(Redis === undefined ? {} : { Redis }),
  };
  const adapter = await open(subject, context, pollMs);
  onOpen(adapter);
  for (;;) {
    const { op, outcome } = await callAdapter(adapter, { name: "claim" }, recorder);
    const answer = outcome.type === "ok" ? outcome.value : null;
    const claim =
      typeof answer === "object" && answer !== null && "claim" in answer ? answer.claim : null;
    if (claim === null) {
      await sleep(pollMs);
      continue;
    }
    if (dispatchMs > 0) await sleep(dispatchMs);
    recorder.dispatched(process, op, claim);
    await callAdapter(adapter, { name: "complete", claim }, recorder);
  }
}

async function open(
  subject: SchedulerSubject,
  context: SubjectContext,
  retryMs: number,
): Promise<SchedulerAdapter> {
  for (;;) {
    try {
      return await subject.open(context);
    } catch {
      // The node is out of reach: a worker tries again, as a supervisor would make it.
      await sleep(retryMs);
    }
  }
}
