import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { asScheduler, type SubjectContext } from "../../adapters/scheduler/subject.ts";
import type { SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import type { SchedulerCall } from "../../spec/scheduler/history.ts";
import { outcomeOf } from "../scheduler/callAdapter.ts";
import { callOf } from "../scheduler/scenarioCalls.ts";
import { loadSubject, type SubjectSource } from "../subjectModule/loadSubject.ts";
import type { JournalLine } from "./journalLine.ts";
import { connectThrough } from "./connectThrough.ts";
import { preciseClock } from "./preciseClock.ts";
import { watchLag } from "./watchLag.ts";
import { ready, type WorkerOrder } from "./workerOrder.ts";

/*
 * The program of a worker of the `live` backend: a process of its own that does in real time what `scheduler/worker.ts`
 * does in the simulated one. It lives as long as its standard input.
 */

/** What every timer of a machine with other work may be late is not worth a line. */
const lagMinUs = 2_000;

type Without<Line> = Line extends unknown ? Omit<Line, "atUs"> : never;

const clock = preciseClock();
let order: WorkerOrder | null = null;
const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
input.once("close", () => process.exit(0));
process.on("SIGINT", () => {}); // Ctrl-C is said to all of a terminal's processes; the harness decides what it means

function write(line: Without<JournalLine>): void {
  if (order === null) return;
  appendFileSync(order.journal, `${JSON.stringify({ atUs: clock.nowUs(), ...line })}\n`);
}

/** The next of the harness's lines. It is ours to write, in this version. */
async function told<Message>(): Promise<Message> {
  const { value } = await lines.next();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own harness
  return JSON.parse(String(value)) as Message;
}

async function live(): Promise<void> {
  const subject = asScheduler(await loadSubject(await told<SubjectSource>()));
  await subject.load?.();
  process.stdout.write(`${ready}\n`);
  const given = await told<WorkerOrder>();
  order = given;
  const { worker, startMs, firstPollMs, quietAtMs, steps, nodes, cluster } = given;
  connectThrough(given.nat);
  await sleep(Math.max(0, firstPollMs - Date.now()));
  write({ type: "started" });
  tellLag();

  let lastOp = given.lastOp;
  let adapter: SchedulerAdapter | null = null;
  async function make(call: SchedulerCall, by: SchedulerAdapter) {
    const op = ++lastOp;
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

  const context: SubjectContext = { process: worker.name, nodes, cluster };
  const opened = await open(() => subject.open(context), worker.pollMs);
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
    write({ type: "dispatched", op, claim });
    await make({ name: "complete", claim }, opened);
  }
}

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

function tellLag(): void {
  let toldErrorUs = -1;
  watchLag(clock.nowUs, (lagUs) => {
    if (lagUs > lagMinUs) write({ type: "lag", lagUs });
    const errorUs = clock.errorUs();
    if (errorUs <= toldErrorUs) return;
    toldErrorUs = errorUs;
    write({ type: "clock", errorUs });
  });
}

void live();
