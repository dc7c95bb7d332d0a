import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { liveSchedulerWorker } from "../scheduler/liveSchedulerWorker.ts";
import { liveBalancerWorker } from "../streamBalancer/liveBalancerWorker.ts";
import { loadSubject, type SubjectSource } from "../subjectModule/loadSubject.ts";
import { connectThrough } from "./connectThrough.ts";
import type { LiveProgram, LiveSelf } from "./liveProgram.ts";
import { preciseClock } from "./preciseClock.ts";
import { watchLag } from "./watchLag.ts";
import { ready, type WorkerOrder } from "./workerOrder.ts";

/*
 * The program of a worker of the `live` backend: a process of its own that does in real time what its contract's
 * workers do in the simulated one. It lives as long as its standard input.
 */

const programs: Readonly<Record<string, LiveProgram>> = {
  scheduler: liveSchedulerWorker,
  "stream-balancer": liveBalancerWorker,
};

/** What every timer of a machine with other work may be late is not worth a line. */
const lagMinUs = 2_000;

const clock = preciseClock();
let order: WorkerOrder | null = null;
const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
input.once("close", () => process.exit(0));
process.on("SIGINT", () => {}); // Ctrl-C is said to all of a terminal's processes; the harness decides what it means

const write: LiveSelf["write"] = (line) => {
  if (order === null) return;
  appendFileSync(order.journal, `${JSON.stringify({ atUs: clock.nowUs(), ...line })}\n`);
};

/** The next of the harness's lines. It is ours to write, in this version. */
async function told<Message>(): Promise<Message> {
  const { value } = await lines.next();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own harness
  return JSON.parse(String(value)) as Message;
}

async function live(): Promise<void> {
  const subject = await loadSubject(await told<SubjectSource>());
  await subject.load?.();
  process.stdout.write(`${ready}\n`);
  const given = await told<WorkerOrder>();
  order = given;
  connectThrough(given.nat);
  await sleep(Math.max(0, given.beginsMs - Date.now()));
  write({ type: "started" });
  tellLag();

  const program = programs[subject.contract];
  if (program === undefined)
    throw new Error(`liveWorker: nobody knows what a worker of ${subject.contract} does`);
  let lastOp = given.lastOp;
  await program({
    subject,
    order: given,
    write,
    nextOp: () => ++lastOp,
    onTold: (hear) => void hearAll(hear),
    leave: (leavesForMs) => void process.stdout.write(`${JSON.stringify({ leavesForMs })}\n`),
  });
}

async function hearAll(hear: (message: unknown) => void): Promise<void> {
  for (;;) hear(await told<unknown>());
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
