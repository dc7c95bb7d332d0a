import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RestartData } from "../../sim/redisServer.ts";
import { AdminConnection } from "./adminConnection.ts";
import type { Machine } from "./machine.ts";
import type { NodeFolder } from "./nodeFolder.ts";
import type { Persistence } from "./nodeSettings.ts";
import type { Address, NodeState, RealNode } from "./realTopology.ts";
import { ServerTrouble } from "./serverTrouble.ts";
import { lastLine, tellWhyItEnded } from "./tellWhyItEnded.ts";
import { until } from "./until.ts";

export type ServerNodeOptions = {
  readonly machine: Machine;
  readonly folder: NodeFolder;
  readonly persistence: Persistence;
  readonly isFrozen: boolean;
  /** What runs, for messages. */
  readonly what: string;
  readonly answerMsMax: number;
  readonly startMsMax: number;
};

/** While a server starts it is asked again and again, for somebody else may have the port and be silent. */
const firstAnswerMsMax = 500;
/** So much later than its connections break we may hear that a server has ended. */
const newsMsMax = 500;

/** A node of either maker: the machine, what lies in its folder, and a connection to it. */
export class ServerNode implements RealNode {
  readonly name: string;
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly address: Address;
  readonly wire: RealNode["wire"];
  readonly #options: ServerNodeOptions;
  readonly #connection: AdminConnection;
  readonly #who: string;
  #state: NodeState = "down";
  /** Why the data of the last life is lost; null when it is not. */
  #lost: string | null = null;

  constructor(options: ServerNodeOptions) {
    const { machine, answerMsMax } = options;
    this.#options = options;
    this.name = machine.name;
    this.port = machine.port;
    this.address = machine.address;
    this.wire = machine.wire;
    this.#who = `${this.name} (127.0.0.1:${this.port})`;
    this.#connection = new AdminConnection(this.#who, this.port, answerMsMax);
  }

  get state(): NodeState {
    return this.#state;
  }

  readonly admin = async (...argv: readonly Bytes[]): Promise<Reply> => {
    if (this.#state === "down")
      throw new ServerTrouble(
        "NODE_DOWN",
        `${this.#who} was killed and not started again; ${argv[0]} needs it up`,
      );
    try {
      return await this.#connection.ask(...argv);
    } catch (error) {
      const isGone = error instanceof ServerTrouble && error.code === "SERVER_GONE";
      const ending = await this.#ending(isGone ? newsMsMax : 0);
      if (ending === null) throw error;
      throw new ServerTrouble(
        "NODE_DIED",
        `${this.#who} ended without us (${ending}) before it answered ${argv[0]}; its log ends with: ${lastLine(this.log())}`,
      );
    }
  };

  /** Starts the server for the first time; resolves when it answers. */
  async begin(): Promise<void> {
    await this.#options.machine.start();
    this.#state = "up";
    await this.#answers();
  }

  readonly kill = async (): Promise<void> => {
    if (this.#state === "down") return;
    const { machine, folder, persistence } = this.#options;
    this.#lost = null;
    if (persistence === "saves") {
      if (this.#state === "paused") await this.resume(); // else it cannot save
      folder.beforeLastSave();
      this.#lost = await this.#saveOnceMore();
    }
    await machine.kill();
    if (persistence === "saves") folder.afterLastSave();
    else this.#lost = folder.unwritten;
    this.#state = "down";
    this.#connection.close();
  };

  readonly restart = async ({ data }: { readonly data: RestartData }): Promise<void> => {
    const { machine, folder } = this.#options;
    if (this.#state !== "down")
      throw new RangeError(`restart: ${this.name} is ${this.#state}; a killed node would be right`);
    if (data === "kept" && this.#lost !== null)
      throw new ServerTrouble(
        "DATA_LOST",
        `${this.#who} cannot start again with what it had: it could not save all of it before it was killed (${this.#lost})`,
      );
    folder.beforeRestart(data);
    await machine.start();
    this.#state = "up";
    await this.#answers();
    folder.afterRestart(data);
  };

  readonly pause = async (): Promise<void> => {
    if (this.#state !== "up") return;
    await this.#options.machine.pause();
    this.#state = "paused";
  };

  readonly resume = async (): Promise<void> => {
    if (this.#state !== "paused") return;
    await this.#options.machine.resume();
    this.#state = "up";
  };

  readonly log = (): string => this.#options.folder.log();

  /** What the harness holds of it; the machine ends with its room. */
  forget(): void {
    this.#connection.close();
    this.#state = "down";
  }

  async #ending(msMax: number): Promise<string | null> {
    let ending: string | null = null;
    await until(async () => {
      ending = await this.#options.machine.ending();
      return ending === null ? "it runs" : null;
    }, msMax);
    return ending;
  }

  /** @returns why it could not be, or null. */
  async #saveOnceMore(): Promise<string | null> {
    try {
      const reply = await this.#connection.ask("SAVE");
      const isError = reply !== null && typeof reply === "object" && "error" in reply;
      return isError ? reply.error : null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #answers(): Promise<void> {
    const { machine, folder, what, isFrozen, startMsMax } = this.#options;
    let trouble: ServerTrouble | null = null;
    const missing = await until(async () => {
      trouble = null;
      const ending = await machine.ending();
      if (ending !== null) {
        const fullDisk = folder.isFull ? "No space left on device" : "";
        const said = [this.log(), await machine.lastWords(), fullDisk].join("\n");
        const { port } = this;
        throw tellWhyItEnded({ what, who: this.#who, port, ending, said, isFrozen });
      }
      try {
        const reply = await this.#connection.askWithin(firstAnswerMsMax, "CONFIG", "GET", "dir");
        if (!Array.isArray(reply)) return `it says ${JSON.stringify(reply)}`;
        const info = await this.#connection.askWithin(firstAnswerMsMax, "INFO", "persistence");
        const isLoading = typeof info !== "string" || !/^loading:0\r?$/m.test(info);
        return isLoading ? "it loads its data" : this.#whoElse(String(reply[1]));
      } catch (error) {
        if (!(error instanceof ServerTrouble)) throw error;
        trouble = error;
        return error.what;
      }
    }, startMsMax);
    if (missing === null) return;
    const { code, what: why } = trouble ?? { code: "NOT_READY", what: `${this.#who}: ${missing}` };
    const log = `its log ends with: ${lastLine(this.log())}`;
    throw new ServerTrouble(code, `${why}; that was so for ${startMsMax} ms; ${log}`);
  }

  /** Another server may have taken the port before ours did. */
  #whoElse(folder: string): string | null {
    if (folder === `${this.#options.machine.folderInside}/data`) return null;
    return `another server, which works in ${folder}, has the port`;
  }
}
