import { Worker } from "node:worker_threads";
import type { EventStreamerEvent } from "../../spec/eventStreamer/history.ts";
import { InputError } from "../../spec/inputError.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { nobodySpins } from "../../spec/eventStreamer/rules/nobodySpins.ts";
import { eventStreamerRules } from "../../spec/eventStreamer/rules/index.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";
import { startMs } from "../scenario/startMs.ts";
import { runScenario, type StreamerRunOptions } from "./runScenario.ts";
import type { ThreadAnswer, ThreadError, ThreadTask } from "./streamerThread.ts";

type Run = ScenarioRun<EventStreamerEvent>;

/** A run that has not come back, nor said that it goes on, for so long by the wall clock does not yield. */
const patienceMs = 120_000;

let idle: Worker | null = null;

/**
 * Runs a scenario where it can be ended. Code that never waits for anything lets nobody else run, so nothing in its own
 * thread can stop it; whoever goes on without end ends the thread, and is told by the run. The thread is used again.
 */
export function runInOwnThread(options: StreamerRunOptions): Promise<Run> {
  const { subject, module = null, onWorld, scenario, seed, journal, redisVersion, profile } = options; // prettier-ignore
  const { backend, realServers, onLockstepReport } = options;
  // Whoever watches the world is here; and sources that are run as they are have no file that a thread can begin with.
  if (onWorld !== undefined || import.meta.url.endsWith(".ts")) return runScenario(options);
  const worker = idle ?? new Worker(new URL("./streamerThread.js", import.meta.url));
  idle = null;
  const task: ThreadTask = {
    subject: subject.name,
    module,
    scenario,
    seed,
    journal,
    ...(redisVersion === undefined ? {} : { redisVersion }),
    ...(profile === undefined ? {} : { profile }),
    ...(backend === undefined ? {} : { backend }),
    ...(realServers === undefined ? {} : { realServers }),
  };
  return new Promise((resolve, reject) => {
    const end = (act: () => void): void => {
      clearTimeout(timer);
      // Only these: a worker hears its port again because it listens to itself.
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const timer = setTimeout(() => {
      void worker.terminate();
      end(() => resolve(withoutEnd()));
    }, patienceMs);
    const onMessage = (answer: ThreadAnswer): void => {
      if (answer === "alive") return void timer.refresh();
      end(() => {
        if ("error" in answer) return reject(errorOf(answer.error));
        if (answer.lockstep !== null) onLockstepReport?.(answer.lockstep);
        // It has ended itself when it went on without end.
        if (!answer.isOver) {
          worker.unref();
          idle = worker;
        }
        const { explanations, ...run } = answer.run;
        resolve({ ...run, explain: () => explanations });
      });
    };
    const onError = (error: unknown): void => end(() => reject(error));
    const onExit = (code: number): void =>
      end(() => reject(new Error(`runInOwnThread: the thread ended with ${code}, and no answer`)));
    worker.ref();
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
    worker.postMessage(task);
  });
}

function errorOf({ is, code, message }: ThreadError): Error {
  if (is === "input") return new InputError(code, message);
  return is === "server" ? new ServerTrouble(code, message) : new Error(message);
}

/** What is said of a run of which nothing is known but that it does not come back. */
function withoutEnd(): Run {
  const because = `a process ran for ${patienceMs / 1000} s of the wall clock without letting anybody else run; the run was ended`;
  return {
    history: [],
    verdicts: eventStreamerRules.map(({ check: _check, needs: _needs, ...rule }) =>
      rule.id === nobodySpins.id
        ? { rule, verdict: "violated", violations: [{ events: [], because }] }
        : { rule, verdict: "untested", reason: because, violations: [] },
    ),
    ledger: null,
    undecided: [],
    digest: "",
    journal: [],
    faults: new Map(),
    notStruck: [],
    commands: 0,
    simulatedMs: 0,
    startMs,
  };
}
