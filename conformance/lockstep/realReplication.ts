import { lacksReplicas } from "../../sim/redis/lacksReplicas.ts";
import type { RealNode } from "./realNode.ts";
import { never } from "./serverProcess.ts";

/** Has a real server do as a master or a replica what servers do by themselves, when the model's node does it. */
export class RealReplication {
  readonly #real: RealNode;
  /** How often the model's node has pinged its replicas. */
  #pings = 0;
  #lacksReplicas = false;

  constructor(real: RealNode) {
    this.#real = real;
  }

  /** What was set is gone; the model's node begins another life. */
  crashed(): void {
    this.#pings = 0;
    this.#lacksReplicas = false;
  }

  /** Follows a master, unless it does. */
  follow(host: string, port: number): void {
    if (this.#real.isInCluster) return;
    const role = this.#real.ask(["ROLE"]);
    const isSo = role.includes(`\r\nslave\r\n$${host.length}\r\n${host}\r\n:${port}\r\n`);
    if (!isSo) this.#real.ask(["REPLICAOF", host, String(port)]);
  }

  /** Whether it is a replica that follows its master. */
  isFollowing(): boolean {
    return this.#real.ask(["ROLE"]).includes("\r\nconnected\r\n");
  }

  /** Whether a child of the server writes down its data. */
  isSaving(): boolean {
    return this.#real.ask(["INFO", "persistence"]).includes("rdb_bgsave_in_progress:1");
  }

  /** When a master looks at whether its replicas are late is chance: whether there are enough of them is told to it. */
  setReplicas(): void {
    if (!this.#real.isInCluster && !this.#real.isReplicated) return;
    const lacks = lacksReplicas(this.#real.node);
    if (lacks === this.#lacksReplicas) return;
    this.#lacksReplicas = lacks;
    this.#real.ask(["CONFIG", "SET", "min-replicas-to-write", lacks ? "1000" : "0"]);
  }

  /** Has a master say to its replicas that it is there, if the model's has just done so. */
  pingReplicas(): void {
    const { pings } = this.#real.node.replication;
    if (this.#pings === pings) return;
    this.#pings = pings;
    if (!this.#real.isConnected || !this.#real.isReplicated) return;
    this.#real.beginTurn();
    const hz = this.#real.node.config.get("hz") ?? "10";
    // With the lowest hz it does each time what it does every tenth time otherwise, and waits for a second then.
    // It must not be about to do so by itself, or it would do it twice: whatever is due is done before it answers.
    const before = this.#real.ask(aboutReplication);
    this.#real.ask(pingsEvery("1", "1"));
    this.#real.putAhead(aSecondUs);
    this.#real.flush(1);
    const [after = ""] = this.#real.askTogether([aboutReplication, pingsEvery(never, hz)]);
    this.#real.putAhead(aSecondUs);
    if (offsetIn(before) === offsetIn(after)) this.#real.failed("it did not ping its replicas");
  }
}

const aboutReplication = ["INFO", "replication"];

const pingsEvery = (seconds: string, hz: string): readonly string[] => [
  "CONFIG",
  "SET",
  "repl-ping-replica-period",
  seconds,
  "hz",
  hz,
];

/** The end of the stream that a server has written. */
const offsetIn = (info: string): string => /master_repl_offset:(\d+)/.exec(info)?.[1] ?? "";

const aSecondUs = 1_000_000;
