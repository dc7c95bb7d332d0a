import type { Bytes } from "../../sim/redis/bytes.ts";
import type { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { Random } from "../../sim/random.ts";
import { linkToModel, type ModelLink } from "./linkToModel.ts";
import { requestBytes } from "./requestBytes.ts";
import type { Step } from "./step.ts";
import { startUs } from "./twins.ts";

/** A message, and the client that it came to. */
export type Heard = readonly [client: string, message: Bytes];

export type ModelAloneOptions = {
  readonly version: RedisVersion;
  readonly lua: LuaEngine;
  /** The id of the control client, which is here as it is beside a real server. */
  readonly firstClientId: number;
};

/** The model as it is beside a real server, alone. */
export class ModelAlone {
  readonly node: RedisNode;
  nowUs = startUs;
  readonly #control: ModelLink;
  readonly #clients = new Map<string, { readonly link: ModelLink; told: number }>();

  constructor(options: ModelAloneOptions) {
    const random = new Random("twin");
    this.node = new RedisNode({ ...options, nowUs: () => this.nowUs, random });
    this.#control = linkToModel(this.node, "127.0.0.1:1");
  }

  /** Does one step. Gives what came during it, client by client. */
  play(step: Step): readonly Heard[] {
    this.#do(step);
    return [...this.#clients].flatMap(([name, client]) => {
      const news = client.link.messages.slice(client.told);
      client.told += news.length;
      return news.map((message): Heard => [name, message]);
    });
  }

  /** Sends a request of the control client. */
  ask(argv: readonly Bytes[]): Bytes {
    this.#control.send(requestBytes(argv));
    return this.#control.messages.at(-1) ?? "";
  }

  #do(step: Step): void {
    switch (step.kind) {
      case "command":
        return this.#linkOf(step.client).send(requestBytes(step.argv));
      case "bytes":
        return this.#linkOf(step.client).send(step.bytes);
      case "close":
        this.#clients.get(step.client)?.link.close();
        this.#clients.delete(step.client);
        return;
      case "advance":
        this.nowUs += Math.round(step.ms * 1000);
        return this.node.tick();
    }
  }

  #linkOf(name: string): ModelLink {
    const known = this.#clients.get(name);
    if (known !== undefined && !known.link.isClosed()) return known.link;
    const link = linkToModel(this.node, `127.0.0.1:${this.#clients.size + 2}`);
    this.#clients.set(name, { link, told: 0 });
    return link;
  }
}
