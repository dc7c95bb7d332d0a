import type { RedisNode } from "../node.ts";
import type { Reply } from "../reply.ts";

/** The modules that the server is built with, as HELLO and MODULE LIST tell them. */
export function modulesReply({ profile }: RedisNode): Reply {
  return profile.modules.map(({ name, version }) => ({
    map: [
      ["name", name],
      ["ver", version],
      ["path", ""],
      ["args", []],
    ],
  }));
}
