import { setTimeout as sleep } from "node:timers/promises";
import { asScheduler } from "../../adapters/scheduler/subject.ts";
import type { SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import type { SchedulerCall } from "../../spec/scheduler/history.ts";
import type { LiveProgram } from "../live/liveProgram.ts";
import { outcomeOf } from "./callAdapter.ts";
import type { SchedulerTask } from "./liveTask.ts";
import { callOf } from "./scenarioCalls.ts";

/** What a worker of the scheduler contract does in a process of its own, as `worker.ts` in the simulated one. */
export const liveSchedulerWorker: LiveProgram = async ({ subject, order, write, nextOp }) => {
  const { quietAtMs, nodes, cluster, process } = order;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own harness
  const { worker, steps, startMs } = order.task as SchedulerTask;
  let adapter: SchedulerAdapter | null = null;
  async function make(call: SchedulerCall, by: SchedulerAdapter) {
    const op = nextOp();
    write({ type: "invoked", op, call });
    const outcome = await outcomeOf(by, call);
    write({ type: "returned", op, outcome });
    return { op, outcome };
  }

  for (const step of steps) {
    const waitMs = startMs + step.atMs - Date.now();
    if (waitMs < 0) continue; // that was in an earlier life
    setTimeout(() => {
      // Not connected yet, or woken too late: nobody is there to make the call.
      if (adapter !== null && Date.now() < quietAtMs) void make(callOf(step, startMs), adapter);
    }, waitMs);
  }

  const scheduler = asScheduler(subject);
  const opened = await open(() => scheduler.open({ process, nodes, cluster }), worker.pollMs);
  adapter = opened;
  for (;;) {
    const { op, outcome } = await make({ name: "claim" }, opened);
    const answer = outcome.type === "ok" ? outcome.value : null;
    const claim =
      typeof answer === "object" && answer !== null && "claim" in answer ? answer.claim : null;
    if (claim === null) {
      await sleep(worker.pollMs);
      continue;
    }
    if (worker.dispatchMs > 0) await sleep(worker.dispatchMs);
    const event = { type: "dispatched", process, op, claim };
    write({ type: "told", event });
    await make({ name: "complete", claim }, opened);
  }
};

/** Tries again while the node is out of reach, as a supervisor would make it. */
async function open(
  once: () => Promise<SchedulerAdapter>,
  retryMs: number,
): Promise<SchedulerAdapter> {
  for (;;) {
    try {
      return await once();
    } catch {
      await sleep(retryMs);
    }
  }
}
