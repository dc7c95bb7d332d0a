import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asStreamBalancer } from "../../adapters/streamBalancer/subject.ts";
import type { WorkProducer } from "../../spec/streamBalancer/contract.ts";
import {
  type BalancerAnswer,
  type BalancerCall,
  messageField,
} from "../../spec/streamBalancer/history.ts";
import type { BalancerStep } from "../../spec/streamBalancer/scenario.ts";
import type { LiveProgram } from "../live/liveProgram.ts";
import { outcomeOf } from "./callBalancer.ts";
import { Consumer } from "./consumer.ts";
import { type BalancerTask, failsField } from "./liveTask.ts";
import { namesOf } from "./namesOf.ts";

/** A supervisor starts a process again that could not begin, and one that has left when it is told to. */
const supervisorMs = 1_000;
/** So long after its shutdown a process is still there. */
const lingerMs = 1_000;

/** What a worker of the stream-balancer contract does in a process of its own, as `runScenario.ts` has simulated ones do it. */
export const liveBalancerWorker: LiveProgram = async (self) => {
  const { subject, order, write, nextOp, onTold, leave } = self;
  const { process, nodes, cluster, quietAtMs } = order;
  const balancer = asStreamBalancer(subject);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own harness
  const { worker, options, startMs, steps } = order.task as BalancerTask;
  const context = { process, nodes, cluster };

  async function call(what: BalancerCall, make: () => Promise<BalancerAnswer | void>) {
    const op = nextOp();
    write({ type: "invoked", op, call: what });
    const outcome = await outcomeOf(make);
    write({ type: "returned", op, outcome });
    return outcome;
  }

  const at = (step: BalancerStep, act: () => void): void => {
    const waitMs = startMs + step.atMs - Date.now();
    if (waitMs < 0) return; // that was in an earlier life
    setTimeout(() => {
      if (Date.now() < quietAtMs) act();
    }, waitMs);
  };

  if (worker.role === "producer") {
    const producer = await opened(() => balancer.openProducer(context, options));
    const life = nextOp();
    let messages = 0;
    const add = async (by: WorkProducer, name: string, fails: number) => {
      const message = `${process}-${life}-${++messages}`;
      const info = {
        [messageField]: message,
        ...(fails > 0 ? { [failsField]: String(fails) } : {}),
      };
      const item = { name, info };
      await call({ name: "add", item }, async () => ({ id: await by.add(item) }));
    };
    for (const step of steps) {
      if (step.do !== "add") continue;
      at(step, () => {
        void (async () => {
          for (const name of namesOf(step)) await add(producer, name, step.fails);
        })();
      });
    }
    return;
  }

  const adapter = await opened(() => balancer.openConsumer(context, options));
  const failures = join(dirname(order.journal), "failures");
  const consumer = new Consumer(adapter, {
    process,
    scenario: worker,
    call,
    tell: (event) => write({ type: "told", event }),
    retryMs: options.leaseMs / 2,
    failsAgain: (message, info) => failsAgain(failures, message, Number(info[failsField] ?? 0)),
  });
  const shutDown = async (forMs: number | null): Promise<void> => {
    if (consumer.isLeaving) return;
    await consumer.shutdown();
    await sleep(lingerMs);
    leave(forMs ?? (Date.now() < quietAtMs ? null : supervisorMs));
  };
  for (const step of steps) {
    if (step.do === "shutdown") at(step, () => void shutDown(step.restartAfterMs));
    if (step.do === "reset-topology") at(step, () => consumer.resetTopology());
  }
  onTold((message) => {
    if (message === "reset topology") consumer.resetTopology();
    if (message === "leave") void consumer.shutdown();
  });
  if (!(await consumer.start()) && !consumer.isLeaving) leave(supervisorMs);
};

/** Opens a subject, again and again while its servers are out of reach, as a supervisor would make it. */
async function opened<Handle>(open: () => Promise<Handle>): Promise<Handle> {
  for (;;) {
    try {
      return await open();
    } catch {
      await sleep(supervisorMs);
    }
  }
}

/** Whether the processing of a message fails this time: all consumers together count in one file. */
function failsAgain(file: string, message: string, fails: number): boolean {
  if (fails === 0) return false;
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  if (lines.filter((line) => line === message).length >= fails) return false;
  appendFileSync(file, `${message}\n`);
  return true;
}
