import { parentPort } from "node:worker_threads";
import { eventStreamerSubjects } from "../../adapters/eventStreamer/index.ts";
import type { EventStreamerSubject } from "../../adapters/eventStreamer/subject.ts";
import type { Subject } from "../../adapters/subject.ts";
import type { Explanation } from "../../spec/explanation.ts";
import type { EventStreamerEvent } from "../../spec/eventStreamer/history.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";
import { InputError } from "../../spec/inputError.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import type { LockstepReport } from "../lockstep/lockstepServer.ts";
import { loadSubject } from "../subjectModule/loadSubject.ts";
import { runScenario, type StreamerRunOptions } from "./runScenario.ts";

/** A run as it is sent to a thread: subjects are code and cross by their name. */
export type ThreadTask = Pick<
  StreamerRunOptions,
  "scenario" | "seed" | "journal" | "redisVersion" | "profile" | "backend" | "realServers"
> & {
  readonly subject: string;
  readonly module: string | null;
};

/** A run as it is sent back: what can be asked of it is answered already, if anybody is likely to ask. */
type PlainRun = Omit<ScenarioRun<EventStreamerEvent>, "explain"> & {
  readonly explanations: readonly Explanation[];
};

/** What a run has thrown, as it crosses: errors lose what they are. */
export type ThreadError = {
  readonly is: "input" | "server" | "other";
  readonly code: string;
  readonly message: string;
};

/** `isOver`: somebody went on without end, and the thread has ended with it. */
export type ThreadAnswer =
  | {
      readonly run: PlainRun;
      readonly isOver: boolean;
      /** What real servers said else than the model, where they were asked. */
      readonly lockstep: LockstepReport | null;
    }
  | { readonly error: ThreadError }
  | "alive";

/** So often, by the wall clock, a run says that it goes on: however slow the machine is, whoever lets others run is heard of. */
const aliveMs = 10_000;

/** In a thread this ends the thread. Taken before the kernel puts itself in front of it, for its processes. */
const endThread = process.exit.bind(process);

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message);

/** Nobody asks a run in which everything went well, and there are many of them. */
function plain({ explain, ...run }: ScenarioRun<EventStreamerEvent>): PlainRun {
  const isAsked = run.verdicts.some(({ verdict }) => verdict === "violated");
  return { ...run, explanations: isAsked ? (explain?.() ?? []) : [] };
}

async function run({ subject: name, module, ...task }: ThreadTask): Promise<void> {
  const alive = setInterval(() => answer("alive"), aliveMs);
  let lockstep: LockstepReport | null = null;
  try {
    const contract = "event-streamer";
    const found = await subjectOf({ contract, subject: name, module });
    const result = await runScenario({
      ...task,
      subject: found,
      onLockstepReport: (report) => (lockstep = report),
      onEndless(soFar) {
        answer({ run: plain(soFar), isOver: true, lockstep });
        endThread();
      },
    });
    answer({ run: plain(result), isOver: false, lockstep });
  } catch (error) {
    answer({ error: plainError(error) });
  } finally {
    clearInterval(alive);
  }
}

function plainError(error: unknown): ThreadError {
  if (error instanceof InputError) return { is: "input", code: error.code, message: error.message };
  if (error instanceof ServerTrouble)
    return { is: "server", code: error.code, message: error.what };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { is: "other", code: "", message };
}

async function subjectOf(source: Parameters<typeof loadSubject>[0]): Promise<EventStreamerSubject> {
  const builtIn = eventStreamerSubjects.find(({ name }) => name === source.subject);
  if (builtIn !== undefined && source.module === null) return builtIn;
  const found = await loadSubject(source);
  if (isOwn(found)) return found;
  throw new Error(`${found.name} is of the contract ${found.contract}; event-streamer is right`);
}

const isOwn = (subject: Subject): subject is EventStreamerSubject =>
  subject.contract === "event-streamer";

parentPort?.on("message", (task: ThreadTask) => void run(task));
