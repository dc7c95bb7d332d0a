import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RestartData } from "../../sim/redisServer.ts";
import { NodeFolder } from "../cluster/nodeFolder.ts";
import { startOf } from "../cluster/owner.ts";
import { pidFile, signalGroup } from "../cluster/processRoom.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import { lastLine } from "../cluster/tellWhyItEnded.ts";
import { aloneVariable, clockVariable } from "../servers/frozenClock/clockSource.ts";
import { createClockFile, type ClockFile } from "../servers/frozenClock/createClockFile.ts";
import { BlockingConnection } from "./blockingConnection.ts";
import { busPort } from "./busPort.ts";
import type { ServerMaker } from "./serverMaker.ts";
import { nodeTimeoutMs } from "./clusterView.ts";
import { watchdog } from "./watchdog.ts";
import { MessageReader } from "./messageReader.ts";

export type ServerProcessOptions = {
  readonly maker: ServerMaker;
  readonly name: string;
  /** Where the node's folder is made. */
  readonly parent: string;
  /** Microseconds since the epoch. */
  readonly startUs: number;
  readonly config: ReadonlyMap<string, string>;
  /** What it finds about its cluster; null when it is in none. */
  readonly cluster?: ClusterSeat | null;
  /** Whether there are replicas of it, or it may become one. */
  readonly isReplicated?: boolean;
};

/** A node of a cluster: what it remembers, and how it calls itself. */
export type ClusterSeat = {
  readonly nodesConf: Bytes;
  readonly address: string;
  readonly port: number;
};

/** How long a server may take to listen. */
const startMsMax = 20_000;

/**
 * A real server whose life is governed without waiting for Node's loop: each call has happened when it returns. It
 * listens on a socket in its folder only, writes nothing unless it is told to save, and has the clock that we set.
 */
export class ServerProcess {
  readonly name: string;
  readonly clock: ClockFile;
  readonly isInCluster: boolean;
  readonly isReplicated: boolean;
  readonly #maker: ServerMaker;
  readonly #folder: NodeFolder;
  #pid: number | null = null;

  /** Starts it, and does not wait. */
  constructor({
    maker,
    name,
    parent,
    startUs,
    config,
    cluster = null,
    isReplicated = false,
  }: ServerProcessOptions) {
    this.name = name;
    this.isInCluster = cluster !== null;
    this.isReplicated = isReplicated;
    this.#maker = maker;
    this.#folder = new NodeFolder(parent, name, "saves");
    this.clock = createClockFile(startUs, this.#folder.path);
    const { path } = this.#folder;
    const parameters = new Map([
      ["port", "0"],
      ["unixsocket", this.#socket],
      ["dir", this.#folder.data],
      ["logfile", `${path}/log`],
      ["save", ""],
      ["appendonly", "no"],
      ["maxclients", "10001"], // the harness is one of them
      // It waits until a time of the kernel's clock that it takes from ours, where that is long over, and so never rests.
      ["jemalloc-bg-thread", "no"],
      ["enable-debug-command", "yes"],
      ...(cluster === null ? [] : settingsOf(cluster)),
      ...config,
      ...(isReplicated ? governed : []),
      // Replicas that hear of nothing are no good ones.
      ...(cluster === null ? [] : ([["min-replicas-to-write", "0"]] as const)),
    ]);
    if (cluster !== null) this.remember(cluster.nodesConf);
    this.#folder.writeConfig(
      [...parameters].map(([key, value]) => `${key} ${value === "" ? '""' : value}\n`).join(""),
    );
    this.#start();
  }

  connect(): MessageReader {
    return new MessageReader(this.connectPlainly(), `${this.#maker.what} as ${this.name}`);
  }

  connectPlainly(): BlockingConnection {
    return new BlockingConnection(this.#socket, this.#pid ?? 0);
  }

  /** The other end of what the server takes for its next connection to another one. */
  layLine(): BlockingConnection {
    return new BlockingConnection(this.#lines, this.#pid ?? 0);
  }

  /** The same for a connection to a node's bus. */
  layBusLine(): BlockingConnection {
    return new BlockingConnection(`${this.#lines}.bus`, this.#pid ?? 0);
  }

  /** What it finds about its cluster when it starts. */
  remember(nodesConf: Bytes): void {
    writeFileSync(join(this.#folder.data, "nodes.conf"), nodesConf, "latin1");
  }

  /**
   * A connection to a server that has just been started: waits until it has loaded what it was given, and answers.
   *
   * @throws ServerTrouble when it does not in time.
   */
  connectFirst(): MessageReader {
    let connection: MessageReader | null = null;
    this.#waitUntil(() => {
      if (connection === null && !existsSync(this.#socket)) return false;
      connection ??= this.connect();
      connection.write("*1\r\n$4\r\nPING\r\n");
      const answer = connection.next();
      if (answer === "+PONG\r\n") return true;
      if (answer !== null) return false;
      connection.close();
      connection = null;
      return false;
    }, "answer");
    // oxlint-disable-next-line typescript/no-non-null-assertion -- it has answered
    return connection!;
  }

  /** Kills it. @param save has it write what it holds before, for a restart that keeps it. */
  kill(save: () => void): void {
    this.#folder.beforeLastSave();
    save();
    this.killNow();
    this.#folder.afterLastSave();
  }

  /** Kills it; it is gone when this returns. */
  killNow(): void {
    const pid = this.#pid;
    if (pid === null) return;
    this.#pid = null;
    signalGroup(pid, "SIGKILL");
    // Node buries it later; a dead process that nobody has buried does nothing any more.
    for (let waited = 0; waited < startMsMax && !isDeadProcess(pid); waited++) sleep(1);
    rmSync(this.#socket, { force: true });
  }

  /** Starts it again. @param whenUp called when it listens, to wait until it has loaded what it was given. */
  restart(data: RestartData, whenUp: () => void): void {
    this.#folder.beforeRestart(data);
    this.#start();
    whenUp();
    this.#folder.afterRestart(data);
  }

  pause(isPaused: boolean): void {
    if (this.#pid !== null) signalGroup(this.#pid, isPaused ? "SIGSTOP" : "SIGCONT");
  }

  /** Whether it was ended because it did not answer. */
  get wasSilent(): boolean {
    return this.#pid !== null && watchdog.hasKilled(this.#pid);
  }

  /** What to tell of a server that is gone and that nobody here has killed; null when there is none such. */
  whyEnded(): string | null {
    if (this.wasSilent) return "(the server did not answer, and was ended)";
    if (this.#pid === null) return null;
    sleep(goneMs); // its connections are closed before it is gone
    if (!isDeadProcess(this.#pid)) return null;
    return `(the server has ended without us; its log ends with: ${lastLine(this.log())})`;
  }

  notSaved(): ServerTrouble {
    const why = `${this.#maker.what} as ${this.name} cannot write down what it holds (is the disk full?); its log ends with: ${lastLine(this.log())}`;
    return new ServerTrouble("NOT_SAVED", why);
  }

  /** What it has logged in all its lives. */
  log(): string {
    return this.#folder.log();
  }

  end(): void {
    this.killNow();
    this.clock.remove();
  }

  get #socket(): string {
    return join(this.#folder.path, "socket");
  }

  get #lines(): string {
    return join(this.#folder.path, "lines");
  }

  #start(): void {
    const environment = {
      [clockVariable]: this.clock.path,
      // The addresses are those of the simulated network: whoever has them in a real one is not to be called.
      [aloneVariable]: this.#lines,
    };
    const pid = this.#maker.start({ name: this.name, folder: this.#folder, environment });
    this.#pid = pid;
    writeFileSync(join(this.#folder.path, pidFile), JSON.stringify({ pid, start: startOf(pid) }));
  }

  #waitUntil(isSo: () => boolean, what: string): void {
    for (let waited = 0; !isSo(); waited++) {
      const pid = this.#pid;
      const isDead = pid === null || isDeadProcess(pid);
      if (!isDead && waited < startMsMax) {
        sleep(1);
        continue;
      }
      const how = this.wasSilent
        ? `took connections, did not ${what} in time, and was ended`
        : isDead
          ? `ended before it would ${what}`
          : `did not ${what} within ${startMsMax} ms`;
      const why = `${this.#maker.what} as ${this.name}: ${how}; its log ends with: ${lastLine(this.log())}`;
      throw new ServerTrouble("SERVER_SILENT", why);
    }
  }
}

/** How long a process may take to be gone. */
const goneMs = 20;

/** So many seconds do not pass in a run. */
export const never = "1000000";

/** What a server of several does when the model does it, and never by itself. */
const governed = [
  ["repl-timeout", never],
  ["repl-ping-replica-period", never],
  ["repl-diskless-sync-delay", never],
  ["min-replicas-to-write", "0"],
] as const;

let seats = 0;

/** Nodes know all others from the start, and never meet: they answer as members of the cluster that they remember. */
function settingsOf({ address, port }: ClusterSeat): readonly (readonly [string, string])[] {
  const { pid } = process;
  seats = (seats % 254) + 1;
  return [
    ["bind", `127.${1 + ((pid >> 8) % 254)}.${pid % 256}.${seats}`],
    ["cluster-enabled", "yes"],
    ["cluster-port", String(busPort(10_000 + threadId))],
    ["cluster-announce-ip", address],
    ["cluster-announce-port", String(port)],
    ["cluster-announce-bus-port", String(port + 10_000)],
    ["cluster-node-timeout", nodeTimeoutMs],
    // Elections are the model's, and so is who moves to another master.
    ["cluster-replica-no-failover", "yes"],
    ["cluster-migration-barrier", "999"],
    ["repl-timeout", never],
  ];
}

/**
 * Whether a process has ended, buried or not. Its first thread may have ended before its others, which keep the ports open that
 * it listens on.
 */
function isDeadProcess(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    if (!stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z")) return false;
    return readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return true;
  }
}

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** By the wall clock; only while a server starts, dies, or has yet to notice something. */
export const sleep = (ms: number): void => void Atomics.wait(nobody, 0, 0, ms);
