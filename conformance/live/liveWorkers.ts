import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endWithUs } from "../cluster/endWithUs.ts";
import { makeTopologyFolder, removeTopologyFolder } from "../cluster/topologyFolder.ts";
import { readJournal } from "./journalLine.ts";
import type { WorkerLife } from "./mergeHistory.ts";
import type { SubjectSource } from "../subjectModule/loadSubject.ts";
import { ready, type WorkerOrder } from "./workerOrder.ts";
import { WorkerWarden } from "./workerWarden.ts";

/** Runs have numbers of operations of their own for each life of a worker, however long it is. */
const opsPerLife = 10_000_000;
/** What is kept of what a worker says on its standard error. */
const lastWordsMax = 2_000;

/** What the harness knows of a worker process that runs, or has ended. */
type Living = {
  readonly process: string;
  readonly child: ChildProcess;
  readonly journal: string;
  readonly keepAlive: () => void;
  readonly ready: Promise<unknown>;
  readonly gone: Promise<unknown>;
  endedUs: number | null;
  ending: string;
  lastWords: string;
};

/** What a worker is told for one of its lives. */
export type LifeOrder = Omit<WorkerOrder, "lastOp" | "journal">;

/** The worker processes of a run. They are killed when this process ends in whatever way it notices, and end without it. */
export class LiveWorkers {
  readonly #subject: SubjectSource;
  readonly #nowUs: () => number;
  readonly #folder: string;
  /** Those that have begun to live, in that order. */
  readonly #lives: Living[] = [];
  /** Those that wait for their order. */
  readonly #prepared = new Map<string, Living>();
  #spawned = 0;
  readonly #paused = new Set<string>();
  readonly #program = programOf(import.meta.url);
  readonly #warden = new WorkerWarden(this.#program);
  /** Told what a worker says, when it has begun. */
  onSaid: (process: string, message: unknown) => void = () => {};
  /** Told when a worker ended that nobody had killed, with the last that it said. */
  onOwnDeath: (process: string, lastWords: string) => void = () => {};

  constructor(subject: SubjectSource, nowUs: () => number) {
    this.#subject = subject;
    this.#nowUs = nowUs;
    this.#folder = makeTopologyFolder();
  }

  /** Has a process ready for a worker; resolves when it has loaded the subject, or has ended. */
  async prepare(process: string): Promise<void> {
    const life = this.#prepared.get(process) ?? this.#spawn(process);
    this.#prepared.set(process, life);
    await Promise.race([life.ready, life.gone]);
  }

  /** Starts a worker that is down. */
  start(order: LifeOrder): void {
    const { process: name } = order;
    if (this.isUp(name)) return;
    const life = this.#prepared.get(name) ?? this.#spawn(name);
    this.#prepared.delete(name);
    this.#lives.push(life);
    const lastOp = this.#lives.length * opsPerLife;
    const whole: WorkerOrder = { ...order, lastOp, journal: life.journal };
    life.child.stdin?.write(`${JSON.stringify(whole)}\n`);
  }

  #spawn(name: string): Living {
    const journal = join(this.#folder, `${++this.#spawned}.jsonl`);
    const child = spawn(process.execPath, [this.#program], { stdio: "pipe" });
    this.#warden.tell(child.pid);
    const life: Living = {
      process: name,
      child,
      journal,
      keepAlive: endWithUs(() => child.kill("SIGKILL")),
      ready: once(child.stdout, "data"),
      gone: once(child, "close"),
      endedUs: null,
      ending: `${name} died`,
      lastWords: "",
    };
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line !== ready && this.#living(name) === life) this.onSaid(name, JSON.parse(line));
    });
    child.stderr.on("data", (bytes: Buffer) => {
      life.lastWords = (life.lastWords + bytes.toString()).slice(-lastWordsMax);
    });
    child.once("exit", () => {
      life.keepAlive();
      this.#paused.delete(name);
      if (life.endedUs !== null) return;
      life.endedUs = this.#nowUs();
      this.onOwnDeath(name, life.lastWords.trim());
    });
    child.stdin.on("error", () => {}); // it has ended, which is told elsewhere
    child.stdin.write(`${JSON.stringify(this.#subject)}\n`);
    return life;
  }

  isUp(process: string): boolean {
    return this.#living(process) !== undefined;
  }

  isPaused(process: string): boolean {
    return this.#paused.has(process);
  }

  /** SIGKILL. Resolves when the process is gone. */
  async kill(process: string, ending = `${process} died`): Promise<void> {
    const life = this.#living(process);
    if (life === undefined) return;
    life.ending = ending;
    // It may get as far as the end of what it is just writing: see `livesOf`.
    life.endedUs = this.#nowUs();
    life.child.kill("SIGKILL");
    await life.gone;
  }

  /** Tells a worker something that its program understands. */
  tell(process: string, message: unknown): void {
    this.#living(process)?.child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  /** SIGSTOP. */
  pause(process: string): void {
    this.#living(process)?.child.kill("SIGSTOP");
    this.#paused.add(process);
  }

  /** SIGCONT. */
  resume(process: string): void {
    this.#living(process)?.child.kill("SIGCONT");
    this.#paused.delete(process);
  }

  /** All lives of all workers, when they are over. */
  lives(): readonly WorkerLife[] {
    return this.#lives.map((life) => {
      const journal = journalOf(life);
      const lastUs = journal.at(-1)?.atUs ?? 0;
      const endedUs = Math.max(life.endedUs ?? this.#nowUs(), lastUs + 1);
      return { process: life.process, journal, endedUs, ending: life.ending };
    });
  }

  /** Ends what runs; resolves when all is gone. */
  async stop(): Promise<void> {
    const running = this.#lives.filter(({ endedUs }) => endedUs === null);
    await Promise.all(running.map(({ process }) => this.kill(process, "the run ended")));
  }

  /** Nothing stays. */
  async close(): Promise<void> {
    await this.stop();
    for (const { child } of this.#prepared.values()) child.kill("SIGKILL");
    await Promise.all([...this.#prepared.values()].map(({ gone }) => gone));
    this.#warden.close();
    removeTopologyFolder(this.#folder);
  }

  #living(process: string): Living | undefined {
    return this.#lives.findLast((life) => life.process === process && life.endedUs === null);
  }
}

const journalOf = ({ journal }: Living) =>
  existsSync(journal) ? readJournal(readFileSync(journal, "utf8")) : [];

/** The compiled program, also for tests, which are not: Node 20 reads no TypeScript. */
function programOf(us: string): string {
  const beside = us.endsWith(".ts") ? "../../dist/conformance/live/" : "./";
  return fileURLToPath(new URL(`${beside}liveWorker.js`, us));
}
