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

export type PlayOptions = {
  readonly version: RedisVersion;
  readonly lua: LuaEngine;
  readonly firstClientId: number;
};

/** Takes the model alone through the steps, as beside a real server. Gives what came during each of them. */
export function playOnModel(
  steps: readonly Step[],
  { version, lua, firstClientId }: PlayOptions,
): readonly (readonly Heard[])[] {
  let nowUs = startUs;
  const random = new Random("twin");
  const node = new RedisNode({ nowUs: () => nowUs, random, lua, version, firstClientId });
  linkToModel(node, "127.0.0.1:1"); // where the real server has its control client
  const clients = new Map<string, { link: ModelLink; told: number }>();

  const linkOf = (name: string): ModelLink => {
    const known = clients.get(name);
    if (known !== undefined && !known.link.isClosed()) return known.link;
    const link = linkToModel(node, `127.0.0.1:${clients.size + 2}`);
    clients.set(name, { link, told: 0 });
    return link;
  };
  const play = (step: Step): void => {
    switch (step.kind) {
      case "command":
        return linkOf(step.client).send(requestBytes(step.argv));
      case "bytes":
        return linkOf(step.client).send(step.bytes);
      case "close":
        clients.get(step.client)?.link.close();
        clients.delete(step.client);
        return;
      case "advance":
        nowUs += step.ms * 1000;
        return node.tick();
    }
  };
  return steps.map((step) => {
    play(step);
    return [...clients].flatMap(([name, client]) => {
      const news = client.link.messages.slice(client.told);
      client.told += news.length;
      return news.map((message): Heard => [name, message]);
    });
  });
}
