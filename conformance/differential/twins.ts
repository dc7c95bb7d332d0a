import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { Random } from "../../sim/random.ts";
import { createClockFile, type ClockFile } from "../servers/frozenClock/createClockFile.ts";
import { startFrozenServer } from "../servers/frozenClock/startFrozenServer.ts";
import type { RedisServer } from "../servers/startRedisServer.ts";
import { connectToServer, hangUp, type ServerConnection } from "./connectToServer.ts";
import { linkToModel, type ModelLink } from "./linkToModel.ts";
import { requestBytes } from "./requestBytes.ts";

/** A client of both sides. */
export type TwinClient = {
  readonly name: string;
  readonly model: ModelLink;
  readonly real: ServerConnection;
};

export type TwinsOptions = {
  /** The program of the real server. */
  readonly binary: string;
  readonly version: RedisVersion;
  readonly lua: LuaEngine;
  /** Names a difference that is permitted beside the normalisations; null when it is none. */
  readonly permits?: (model: Bytes, real: Bytes, argv: readonly Bytes[]) => string | null;
};

/** When every run begins. */
export const startUs = 1_700_000_000_000_000;
/** How long, by the wall clock, a server may be silent before it is asked whether it still works on something. */
const silenceMs = 250;
/** How long, by the wall clock, a server may take to answer a PING. */
const hungMs = 20_000;

/**
 * A model and a real server, both just started, that share a clock and know their clients by the same addresses and ids.
 *
 * Beside the clients of the steps each side has one more, "control". With it the real server is asked whether it has
 * done everything, and made to delete what has expired; and the keyspace of both sides is read.
 */
export class Twins {
  readonly node: RedisNode;
  readonly control: TwinClient;
  /** The id of the control client: what a server has connected by itself came before. */
  readonly firstClientId: number;
  readonly #clock: ClockFile;
  readonly #server: RedisServer;
  /** The file that the server saves to, when it is told to; another one must not find it. */
  readonly #dump: string;
  readonly #doorbell: Doorbell;

  private constructor(
    node: RedisNode,
    control: TwinClient,
    firstClientId: number,
    clock: ClockFile,
    server: RedisServer,
    dump: string,
    doorbell: Doorbell,
  ) {
    this.node = node;
    this.control = control;
    this.firstClientId = firstClientId;
    this.#clock = clock;
    this.#server = server;
    this.#dump = dump;
    this.#doorbell = doorbell;
  }

  static async start({ binary, version, lua }: TwinsOptions): Promise<Twins> {
    const clock = createClockFile(startUs);
    const dump = `${basename(clock.path)}.rdb`;
    try {
      const server = await startFrozenServer(binary, clock, [
        "--dir",
        tmpdir(),
        "--dbfilename",
        dump,
      ]);
      const doorbell = createDoorbell();
      const real = await connectToServer(server.port, doorbell.ring);
      // Keys expire when they are touched, in the model's order; the server's own order is a matter of sampling.
      await askReal(real, doorbell, [["DEBUG", "SET-ACTIVE-EXPIRE", "0"]]);
      const [id = ""] = await askReal(real, doorbell, [["CLIENT", "ID"]]);
      const firstClientId = Number(id.slice(1));
      const node = new RedisNode({
        nowUs: clock.nowUs,
        random: new Random("twin"),
        lua,
        version,
        address: server,
        firstClientId,
      });
      const model = linkToModel(node, `127.0.0.1:${real.port}`);
      model.send(requestBytes(["CLIENT", "ID"]));
      const control = { name: "control", real, model };
      return new Twins(node, control, firstClientId, clock, server, dump, doorbell);
    } catch (error) {
      clock.remove();
      throw error;
    }
  }

  async connect(name: string): Promise<TwinClient> {
    const real = await connectToServer(this.#server.port, this.#doorbell.ring);
    // A server accepts before it reads, but may read from others first: what is sent now must find it listening.
    await this.#askBoth([["PING"]]);
    return { name, real, model: linkToModel(this.node, `127.0.0.1:${real.port}`) };
  }

  /** Resolves when every client has got as much from the server as from the model, or will not get it any more. */
  async settle(clients: Iterable<TwinClient>): Promise<void> {
    const all = [...clients];
    const isEven = (): boolean =>
      all.every(({ real, model }) => real.messages.length >= model.messages.length);
    // What answers FLUSHALL in Redis 8.0 is a thread of its own, which no PING waits for.
    let silencesLeft = this.node.profile.behaviour.flushesInBackground ? 4 : 1;
    while (!isEven()) {
      if (await this.#doorbell.within(silenceMs)) continue;
      if (--silencesLeft > 0) continue;
      await this.flush();
      return;
    }
  }

  /**
   * Resolves when the server has done all that was sent to it, and what it answered has come.
   *
   * The first PING is read after all that was sent before, as data on the loopback interface arrives at once; the second
   * is answered after all answers of the turn of the server's loop in which the first one was read.
   */
  async flush(): Promise<void> {
    await this.#askBoth([["PING"]]);
    await this.#askBoth([["PING"]]);
  }

  /** What the real server is asked the model is asked too, or CLIENT LIST and INFO would tell them apart. */
  async #askBoth(requests: readonly (readonly Bytes[])[]): Promise<void> {
    this.askModel(requests);
    await this.askReal(requests);
  }

  /** Moves the clock of both sides, and lets them do what is due by then. */
  async advance(ms: number): Promise<void> {
    this.#clock.set(this.#clock.nowUs() + Math.round(ms * 1000));
    // Whoever's time to wait is over is told before anything expires, as the model does it.
    await this.flush();
    const touched: string[][] = [];
    // Fields of hashes are deleted by nothing else that reads while the server's own cycle is off (Redis 8.0).
    const fieldsExpire = this.node.registry.get("HPEXPIRE") !== undefined;
    this.node.onKeyChanged = (db, key) => {
      const look = fieldsExpire ? ["HRANDFIELD", key, "1"] : ["EXISTS", key];
      touched.push(["SELECT", String(db)], look);
    };
    this.node.tick();
    this.node.onKeyChanged = null;
    if (touched.length > 0) await this.#askBoth([...touched, ["SELECT", "0"]]);
  }

  /** Sends requests of the control client to the server alone. */
  askReal(requests: readonly (readonly Bytes[])[]): Promise<readonly Bytes[]> {
    return askReal(this.control.real, this.#doorbell, requests);
  }

  /** Sends requests of the control client to the model alone. */
  askModel(requests: readonly (readonly Bytes[])[]): readonly Bytes[] {
    const { model } = this.control;
    const before = model.messages.length;
    for (const argv of requests) model.send(requestBytes(argv));
    return model.messages.slice(before);
  }

  async stop(): Promise<void> {
    this.control.real.close();
    await this.#server.stop();
    this.#clock.remove();
    rmSync(join(tmpdir(), this.#dump), { force: true });
  }
}

/** The real server hangs, or is gone. */
export class ServerIsSilent extends Error {}

async function askReal(
  real: ServerConnection,
  doorbell: Doorbell,
  requests: readonly (readonly Bytes[])[],
): Promise<readonly Bytes[]> {
  const before = real.messages.length;
  real.send(requests.map(requestBytes).join(""));
  while (real.messages.length < before + requests.length) {
    if (real.messages.at(-1) === hangUp) throw new ServerIsSilent("the server crashed");
    if (await doorbell.within(hungMs)) continue;
    throw new ServerIsSilent(`the server did not answer ${requests[0]?.join(" ")}`);
  }
  return real.messages.slice(before);
}

/** Rung whenever a message comes from the server. */
type Doorbell = {
  readonly ring: () => void;
  /** Whether it rings within that time. */
  readonly within: (ms: number) => Promise<boolean>;
};

function createDoorbell(): Doorbell {
  let answer: ((rung: boolean) => void) | null = null;
  return {
    ring: () => answer?.(true),
    within: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => answer?.(false), ms);
        answer = (rung) => {
          clearTimeout(timer);
          answer = null;
          resolve(rung);
        };
      }),
  };
}
