import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildClockLibrary } from "../servers/frozenClock/buildClockLibrary.ts";
import { clockVariable } from "../servers/frozenClock/clockSource.ts";
import { endWithUs } from "./endWithUs.ts";
import type { Machine, MachineOrder, MachineRoom } from "./machine.ts";
import { startOf } from "./owner.ts";
import { ServerTrouble } from "./serverTrouble.ts";

/** Servers as processes of this machine, each the leader of a group of its own, so that a Ctrl-C is ours to act on. */
export function openProcessRoom(binary: string, orders: readonly MachineOrder[]): MachineRoom {
  const machines = orders.map((order) => new ProcessMachine(binary, order));
  const unregister = endWithUs(() => machines.forEach((machine) => machine.killNow()));
  return {
    maker: "processes",
    what: binary,
    machines,
    async end() {
      await Promise.all(machines.map((machine) => machine.kill()));
      unregister();
    },
  };
}

class ProcessMachine implements Machine {
  readonly name: string;
  readonly port: number;
  readonly address: Machine["address"];
  readonly folderInside: string;
  readonly busPort: number;
  readonly bind = "127.0.0.1";
  readonly wire = null;
  readonly #binary: string;
  readonly #order: MachineOrder;
  #child: ChildProcess | null = null;
  #ending: string | null = null;

  constructor(binary: string, order: MachineOrder) {
    this.#binary = binary;
    this.#order = order;
    this.name = order.name;
    this.port = order.port;
    this.busPort = order.busPort;
    this.address = { host: "127.0.0.1", port: order.port };
    this.folderInside = order.folder.path;
  }

  async start(): Promise<void> {
    const { folder, clock } = this.#order;
    const environment =
      clock === null ? {} : { LD_PRELOAD: buildClockLibrary(), [clockVariable]: clock.path };
    const log = openSync(folder.logFile, "a");
    const child = spawn(this.#binary, [folder.configFile], {
      cwd: folder.data, // a later run knows by it whose a left server is, see serversIn
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...environment },
    });
    closeSync(log);
    this.#child = child;
    this.#ending = null;
    child.once("exit", (code, signal) => {
      this.#ending = signal === null ? `exit code ${code}` : `killed by ${signal}`;
    });
    if (child.pid === undefined) {
      const [error] = await once(child, "error");
      this.#child = null;
      throw new ServerTrouble("CANNOT_START", `${this.#binary} (${String(error)})`);
    }
    const identity = { pid: child.pid, start: startOf(child.pid) };
    writeFileSync(join(folder.path, pidFile), JSON.stringify(identity));
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || this.#ending !== null) return;
    const gone = once(child, "exit");
    this.killNow();
    await gone;
  }

  /** A group, because a server that saves in the background is two processes. */
  killNow(): void {
    if (this.#child?.pid !== undefined && this.#ending === null)
      signalGroup(this.#child.pid, "SIGKILL");
  }

  async pause(): Promise<void> {
    this.#signal("SIGSTOP");
  }

  async resume(): Promise<void> {
    this.#signal("SIGCONT");
  }

  async ending(): Promise<string | null> {
    return this.#ending;
  }

  async lastWords(): Promise<string> {
    return ""; // all that it says is in its log
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined && this.#ending === null)
      signalGroup(this.#child.pid, signal);
  }
}

/** In the folder of a node: the process of its server, for a later run. */
export const pidFile = "server.json";

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself in this moment.
  }
}
