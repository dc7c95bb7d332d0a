import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bytes } from "../../../sim/redis/bytes.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { PeersForTests } from "../../../sim/redis/peersForTests.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { createClockFile, type ClockFile } from "../../servers/frozenClock/createClockFile.ts";
import { startFrozenServer } from "../../servers/frozenClock/startFrozenServer.ts";
import type { RedisServer } from "../../servers/startRedisServer.ts";
import { askServer, type ServerQuestions } from "../../versionData/askServer.ts";
import { connectToServer, type ServerConnection } from "../connectToServer.ts";
import { linkToModel, type ModelLink } from "../linkToModel.ts";
import { requestBytes } from "../requestBytes.ts";
import { readMessage, type WireValue } from "../respMessage.ts";
import { splitInline } from "../../../sim/redis/resp/splitInline.ts";

/** A host of both sides: a real server, and a node of the model. */
type Twin = {
  readonly host: string;
  readonly real: RedisServer;
  /** Where the real server writes what its master sends it. */
  readonly folder: string;
  /** Lets the real server come round once. */
  readonly beat: () => Promise<unknown>;
};

/** A client of both sides, and how many of its messages were compared. */
type TwinClient = {
  readonly real: ServerConnection;
  readonly model: ModelLink;
  compared: number;
};

export type NodeTwinsOptions = {
  readonly binary: string;
  readonly version: RedisVersion;
  readonly hosts: readonly string[];
  /** Parameters of every server, over those that keep times from deciding anything. */
  readonly config?: Readonly<Record<string, string>>;
};

/** What both sides said, the way a person writes it; unequal where they said different things. */
export type Said = { readonly real: string; readonly model: string };

const startMs = 1_700_000_000_000;
/** No server comes round to its cron by a larger step than it looks at the clock. */
const stepMs = 2;
const patienceMs = 20_000;

/** Without waiting for more replicas, and without PINGs, whose moments depend on when a server was started. */
const quiet = {
  "repl-diskless-sync-delay": "0",
  "repl-ping-replica-period": "100000",
  "repl-timeout": "1000000",
};

/**
 * Some real servers and the same nodes of the model, under one clock, which stands still unless the test lets it go on.
 * A command is a line; `@host` in it stands for the host and the port of a node, as each side has them.
 */
export class NodeTwins {
  readonly #clock: ClockFile;
  readonly #peers = new PeersForTests();
  readonly #twins: Twin[] = [];
  readonly #watches: ServerQuestions[] = [];
  readonly #clients = new Map<string, TwinClient>();
  readonly #names = { real: new Map<string, string>(), model: new Map<string, string>() };

  private constructor() {
    this.#clock = createClockFile(startMs * 1000);
    this.#peers.nowMs = startMs;
  }

  static async start(options: NodeTwinsOptions): Promise<NodeTwins> {
    const twins = new NodeTwins();
    const config = { ...quiet, ...options.config };
    const lua = await LuaEngine.load();
    for (const host of options.hosts) {
      const words = Object.entries(config).flatMap(([name, value]) => [`--${name}`, value]);
      const folder = mkdtempSync(join(tmpdir(), "claimcheck-replication-"));
      const real = await startFrozenServer(options.binary, twins.#clock, [
        ...words,
        "--dir",
        folder,
      ]);
      const watch = await askServer(real.port);
      twins.#twins.push({ host, real, folder, beat: () => watch.ask("ECHO", "beat") });
      twins.#watches.push(watch);
      twins.#peers.start(host, {
        lua,
        version: options.version,
        config: new Map([...Object.entries(config), ["enable-debug-command", "yes"]]),
      });
    }
    // The first cron of a server sends a PING, whatever the period.
    await twins.pass(50);
    return twins;
  }

  async stop(): Promise<void> {
    for (const watch of this.#watches) watch.end();
    for (const { real } of this.#clients.values()) real.close();
    for (const { real, folder } of this.#twins) {
      await real.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    this.#clock.remove();
  }

  /** Lets the clock of both sides go on by so much. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      const step = Math.min(left, stepMs);
      this.#clock.set(this.#clock.nowUs() + step * 1000);
      this.#peers.advanceMs(step);
      // Twice: a server looks at the clock after it has read, and answers before it reads again.
      for (let round = 0; round < 2; round++)
        await Promise.all(this.#twins.map(({ beat }) => beat()));
    }
  }

  /** Sends a line from a client, which is connected when it is first named, and does not wait for anything. */
  async send(host: string, line: string, client = "a client"): Promise<void> {
    const twin = await this.#client(host, client);
    twin.real.send(requestBytes(this.#argv(line, "real")));
    twin.model.send(requestBytes(this.#argv(line, "model")));
  }

  /** Sends a line, and what both answer to it. Time goes on until they have. */
  async say(host: string, line: string, client = "a client"): Promise<Said> {
    await this.send(host, line, client);
    return this.heard(host, client);
  }

  /** The next message of a client. Time goes on until there is one. */
  async heard(host: string, client = "a client"): Promise<Said> {
    const twin = await this.#client(host, client);
    const at = twin.compared++;
    const from = this.#clock.nowUs();
    const hasBoth = (): boolean =>
      twin.real.messages.length > at && twin.model.messages.length > at;
    for (let i = 0; i < 4 && !hasBoth(); i++) await sleep(1);
    while (!hasBoth()) {
      if (this.#clock.nowUs() - from > patienceMs * 1000)
        throw new Error(
          `NodeTwins: ${host} does not answer ${client}: real ${JSON.stringify(twin.real.messages.slice(at))}, model ${JSON.stringify(twin.model.messages.slice(at))}`,
        );
      await this.pass(stepMs);
    }
    return {
      real: this.#shown(twin.real.messages[at]!, "real"),
      model: this.#shown(twin.model.messages[at]!, "model"),
    };
  }

  /** Lets time go on until both sides answer a line with something that fits. */
  async until(host: string, line: string, fits: RegExp): Promise<void> {
    const from = this.#clock.nowUs();
    for (;;) {
      const { real, model } = await this.say(host, line, "who waits");
      if (fits.test(real) && fits.test(model)) return;
      if (this.#clock.nowUs() - from > patienceMs * 1000)
        throw new Error(`NodeTwins: ${host} ${line} is not ${fits}: real ${real}, model ${model}`);
      await this.pass(10);
    }
  }

  /** Lets time go on until a replica is synchronised and its master knows that. */
  async synchronised(replica: string, master: string): Promise<void> {
    await this.until(replica, "INFO replication", /master_link_status:up/);
    await this.until(master, "INFO replication", /state=online/);
    // Redis misses the acknowledgement of a snapshot while the child that wrote it still ends; the next one comes with the cron.
    await this.pass(1100);
  }

  /** Only what is named of INFO, with each side's ids named by their first appearance. */
  async info(host: string, fields: string): Promise<Said> {
    const wanted = new Set(fields.split(" "));
    const { real, model } = await this.say(host, "INFO everything", "who looks");
    const pick = (text: string, side: "real" | "model"): string =>
      text
        .split("\r\n")
        .filter((line) => wanted.has(line.split(":")[0]!.replace(/^slave\d+$/, "slaves")))
        .join("\n")
        .replaceAll(/\b(?!0{40})[0-9a-f]{40}\b/g, (id) => this.#nameOf(id, side));
    return { real: pick(real, "real"), model: pick(model, "model") };
  }

  async #client(host: string, name: string): Promise<TwinClient> {
    const known = this.#clients.get(`${host} ${name}`);
    if (known !== undefined) return known;
    const twin = this.#twins.find((candidate) => candidate.host === host);
    if (twin === undefined) throw new RangeError(`NodeTwins: ${host} was not started`);
    const real = await connectToServer(twin.real.port, () => {});
    const model = linkToModel(this.#peers.node(host), `127.0.0.1:${real.port}`);
    const client = { real, model, compared: 0 };
    this.#clients.set(`${host} ${name}`, client);
    return client;
  }

  #argv(line: string, side: "real" | "model"): Bytes[] {
    const words = splitInline(line);
    if (words === null) throw new RangeError(`NodeTwins: ${line}; closed quotes would be right`);
    return words.flatMap((word) => {
      const twin = this.#twins.find(({ host }) => word === `@${host}`);
      if (twin === undefined) return [word];
      return side === "real" ? ["127.0.0.1", String(twin.real.port)] : [twin.host, "6379"];
    });
  }

  #shown(message: Bytes, side: "real" | "model"): string {
    let text = message.startsWith("(") ? message : shown(readMessage(message));
    for (const { host, real } of this.#twins) {
      if (side === "real") text = text.replaceAll(String(real.port), "PORT");
      else
        text = text.replaceAll("6379", "PORT").replaceAll(new RegExp(`\\b${host}\\b`, "g"), "HOST");
    }
    if (side === "real") text = text.replaceAll("127.0.0.1", "HOST");
    return text;
  }

  #nameOf(id: string, side: "real" | "model"): string {
    const names = this.#names[side];
    if (!names.has(id)) names.set(id, `history ${names.size + 1}`);
    return names.get(id)!;
  }
}

function shown(value: WireValue): string {
  if ("items" in value) return `[${value.items.map((item) => shown(item)).join(" ")}]`;
  const { sign, text } = value;
  return sign === "-" || sign === "+" ? `${sign}${text}` : String(text);
}
