import { beforeAll, describe, expect, it } from "vitest";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { readCases } from "./caseFile.ts";
import { createConversation, type Conversation } from "./conversation.ts";
import { ModelAlone } from "./modelAlone.ts";

const folder = new URL("cases", import.meta.url).pathname;

describe("the model answers as a real server once did", () => {
  let lua: LuaEngine;
  beforeAll(async () => {
    lua = await LuaEngine.load();
  });

  it.each(readCases(folder))("$title ($file)", ({ version, firstClientId, steps }) => {
    const model = new ModelAlone({ version, lua, firstClientId });
    const conversations = new Map<string, Conversation>();
    for (const [index, step] of steps.entries()) {
      const ours = model.play(step);
      const argv = step.kind === "command" ? step.argv : [];
      const agreed = step.heard.map(([client, theirs], at): Bytes => {
        const mine = ours[at]?.[0] === client ? ours[at][1] : null;
        const conversation = conversations.get(client) ?? createConversation();
        conversations.set(client, conversation);
        return conversation.compare(mine, theirs, argv) === null ? theirs : (mine ?? theirs);
      });
      const told = step.heard.map(([client], at) => [client, agreed[at]]);
      expect(ours, `step ${index}: ${argv.join(" ")}`).toEqual(told);
    }
  });
});
