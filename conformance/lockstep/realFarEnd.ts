import type { FarConnection, FarEnd } from "../../sim/farEnd.ts";
import type { ServerLink } from "../../sim/kernel/network.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import { askBoth, isOnlyTheModels } from "./askBoth.ts";
import { ClusterView } from "./clusterView.ts";
import type { LockstepObserver } from "./difference.ts";
import type { RealClient } from "./realClient.ts";
import { RealClients } from "./realClients.ts";
import { RealNode } from "./realNode.ts";
import type { ServerProcess } from "./serverProcess.ts";

/** After so many requests all connections are looked at for what nobody expects. */
const requestsBetweenLooks = 64;

/**
 * A real server at the far end. Each request reaches it when the model has executed it, under the same clock, and the
 * world stands still until everything that the model expects has come.
 */
export class RealFarEnd implements FarEnd {
  readonly real: RealNode;
  readonly #clients: RealClients;
  #requests = 0;

  /** @param nowUs the reference clock; the server's skew is added to it. */
  constructor(server: RedisServer, nowUs: () => number, observer: LockstepObserver) {
    this.real = new RealNode(server, nowUs, observer);
    this.#clients = new RealClients(this.real);
    this.real.onDisconnected = () => {
      this.#clients.forgetAll();
      this.real.view?.disconnect();
    };
  }

  get firstClientId(): number {
    return this.real.firstClientId;
  }

  /** A server was started for it; until then the model is alone. */
  begin(process: ServerProcess): void {
    // Without a cluster it begins before the model's node is there.
    this.real.begin(process);
    if (!process.isInCluster) return;
    this.real.view = new ClusterView(this.real);
    this.real.view.connect();
    this.real.view.join();
    this.#waitForCluster();
  }

  /**
   * A master that starts waits for two seconds before it takes part (Redis 7.0.15, `clusterUpdateState`): they pass
   * before the run begins.
   */
  #waitForCluster(): void {
    this.real.runUpFor(joiningUs);
    const { node } = this.real;
    // The model has had no client yet. A replica keeps what it was as another one (`replicationCacheMasterUsingMyself`).
    // Valkey 8.1 keeps nothing of that where it is to be given all data in any case: an empty node that is told whom to follow.
    const keeps = node.replication.master !== null && node.profile.name !== "valkey-8.1";
    const kept = keeps ? 1 : 0;
    while (node.takeClientId() < this.real.firstClientId - 1 + kept);
    this.real.view?.sync();
  }

  accept(link: ServerLink): FarConnection {
    this.real.beginTurn();
    const client = this.#clients.add(link);
    return {
      link: {
        ...link,
        send: (bytes) => this.#clients.say(client, bytes),
        close: () => this.#clients.say(client, null),
      },
      opened: () => {
        // It has accepted when it answers somebody who asks later.
        if (!this.real.isPaused) this.real.flush(1);
        this.#clients.hear(null, []);
      },
      execute: (argv) => this.#execute(client, argv),
      failed: () => {
        this.#clients.forget(client);
        this.#clients.believe();
        if (!this.real.isPaused) this.#waitUntilGone();
      },
      closed: () => {
        if (!this.#clients.has(client)) return;
        this.#clients.forget(client);
        if (!this.real.isUp) return;
        this.real.beginTurn();
        this.#waitUntilGone();
        this.#clients.hear(null, []);
      },
    };
  }

  admin(argv: readonly Bytes[], reply: Reply): Reply {
    if (!this.real.isConnected) return reply;
    this.real.beginTurn();
    this.real.links?.catchUp(this.real);
    const isAsked = !this.real.isInCluster || !isOnlyTheModels(argv, reply);
    const answered = isAsked ? this.#admin(argv, reply) : reply;
    this.#tellView();
    this.#endTurn();
    return answered;
  }

  #admin(argv: readonly Bytes[], reply: Reply): Reply {
    return this.real.awake(() => {
      if (this.#hasOthers && argv[2] === "min-replicas-to-write") return reply;
      this.real.replication.setReplicas();
      const answered = askBoth(this.real, argv, reply);
      this.#clients.hear(null, []);
      return answered;
    });
  }

  settled(changed: readonly ChangedKey[]): void {
    if (!this.real.isConnected) return;
    this.real.links?.catchUp(this.real);
    this.#tellView();
    this.#settled(changed);
    this.#endTurn();
  }

  #settled(changed: readonly ChangedKey[]): void {
    const { areToldSomething } = this.#clients;
    if (changed.length === 0 && !areToldSomething) return;
    // What its master tells a replica in the model, nobody tells it here.
    if (!areToldSomething && this.real.node.replication.master !== null) return;
    this.real.beginTurn();
    this.real.awake(() => {
      // Whose time to wait is over is told in the next turn of the server's loop, before anything expires.
      if (areToldSomething) this.real.flush(2);
      // Who waits for keys that it does not serve any more is told so when it looks after its clients.
      if (this.real.isInCluster) this.real.hurry(() => this.#clients.areAllTold);
      // Keys that are past their time go when they are touched: when the server would do it by itself is chance.
      for (const { db, key } of changed) {
        if (db !== 0) this.real.ask(["SELECT", String(db)]);
        this.#touch(key);
        if (db !== 0) this.real.ask(["SELECT", "0"]);
      }
      this.#clients.hear(null, []);
    });
  }

  /** Has it look at a key; when that is not for it to look at, it walks over all that it has. */
  #touch(key: Bytes): void {
    const reply = this.real.ask(["EXISTS", key]);
    if (!reply.startsWith("-")) return;
    const literally = key.replace(/[\\*?[\]]/g, "\\$&");
    this.real.ask(["SCAN", "0", "MATCH", literally, "COUNT", "1000000"]);
  }

  crash(): void {
    if (!this.real.isConnected) return;
    this.real.beginTurn();
    if (this.real.isPaused) this.pause(false);
    this.real.kill();
    this.real.links?.crashed(this.real);
    this.real.replication.crashed();
  }

  restart(data: RestartData): void {
    this.real.beginTurn();
    this.real.restart(data);
    this.real.view?.connect();
  }

  pause(isPaused: boolean): void {
    this.real.pause(isPaused);
    if (!this.real.isUp) return;
    this.real.flush(2);
    this.#waitUntilGone();
    this.#clients.hear(null, []);
  }

  /** Looks at everything that the server has said; the last thing before the end. */
  look(): void {
    if (!this.real.isUp) return;
    this.real.beginTurn();
    this.real.flush(2);
    this.#clients.tellUnexpected();
  }

  #waitUntilGone(): void {
    this.real.waitUntilOnly(this.#clients.count);
  }

  #execute(client: RealClient, argv: readonly Bytes[]): void {
    this.real.links?.catchUp(this.real);
    this.#executeNow(client, argv);
    this.#tellView();
    this.#endTurn();
  }

  #executeNow(client: RealClient, argv: readonly Bytes[]): void {
    if (!this.real.isConnected) return this.#clients.believe();
    const decree = this.#decreeFor(client, argv);
    if (decree !== null) {
      this.real.normalised(decree);
      this.#haveHeard(client, argv);
      return this.#clients.believe();
    }
    this.real.beginTurn();
    this.real.awake(() => {
      this.real.replication.setReplicas();
      client.reader.write(requestBytes(argv));
      // Nothing proves by itself that a request was executed which has no answer.
      if (!this.#clients.isTold(client)) this.real.flush(2);
      this.#clients.hear(client, argv);
    });
    if (++this.#requests % requestsBetweenLooks === 0) this.look();
  }

  /**
   * Has the real one hear what the model answers alone, so that it knows what the client asked last, and when. What the
   * model refuses it refuses as well, for another reason: a transaction fails by that.
   */
  #haveHeard(client: RealClient, argv: readonly Bytes[]): void {
    const isRefused = this.#clients.isToldFirst(client, "-");
    this.real.beginTurn();
    this.real.awake(() => {
      if (isRefused) this.real.ask([...rightsOfAll, "-@all", "+acl"]);
      client.reader.write(requestBytes(argv));
      client.reader.next();
      if (isRefused) this.real.ask([...rightsOfAll, "+@all"]);
    });
  }

  /** Why the model answers alone; null when it does not. */
  #decreeFor(client: RealClient, argv: readonly Bytes[]): string | null {
    const isBusy = [busy, execAbort + busy.slice(1)].some((words) =>
      this.#clients.isToldFirst(client, words),
    );
    if (isBusy) return "busy by decree";
    if (!this.real.isReplicated || !this.real.node.replication.isLoading) return null;
    // The real one is given its data when the model has loaded them.
    const tellsOfItself = ["INFO", "ROLE"].includes(argv[0]?.toUpperCase() ?? "");
    const isLoading = tellsOfItself || this.#clients.isToldFirst(client, loading);
    return isLoading ? "loading by decree" : null;
  }

  get #hasOthers(): boolean {
    return this.real.isInCluster || this.real.isReplicated;
  }

  #endTurn(): void {
    this.real.replication.pingReplicas();
    this.real.endTurn();
  }

  /** Has the server believe of its cluster what the model's node does. */
  #tellView(): void {
    if (this.real.isUp) this.real.view?.sync();
  }
}

export const busy = "-BUSY ";
const loading = "-LOADING ";
const execAbort = "-EXECABORT Transaction discarded because of: ";

/** All connections are of one user. */
const rightsOfAll = ["ACL", "SETUSER", "default"];

/** So long before a run a node of a cluster is started. */
export const joiningUs = 4_000_000;
