import { beforeAll, describe, expect, it } from "vitest";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { runSteps } from "./runSteps.ts";
import type { Step } from "./step.ts";

const binary = redisServerBinary();

describe.skipIf(binary === null)("the model beside a real server (needs redis-server)", () => {
  let lua: LuaEngine;
  beforeAll(async () => {
    lua = await LuaEngine.load();
  });

  const story = (client: string, ...argv: string[]): Step => ({ kind: "command", client, argv });

  it.each([false, true])(
    "is the same for clients that wait, hang up and time out",
    async (exact) => {
      const steps: Step[] = [
        story("a", "BLPOP", "q", "0.5"),
        story("a", "GET", "k"),
        story("b", "SET", "k", "v", "PX", "400"),
        { kind: "advance", ms: 1000 },
        story("b", "HELLO", "3"),
        story("b", "SUBSCRIBE", "c"),
        story("a", "PUBLISH", "c", "m"),
        { kind: "bytes", client: "d", bytes: "SET x" },
        { kind: "bytes", client: "d", bytes: " 1\r\n*1\r\n$-5\r\n" },
        { kind: "close", client: "a" },
        story("a", "CLIENT", "ID"),
      ];
      const result = await runSteps(steps, { binary: binary ?? "", version: "7.0", lua, exact });
      expect(result).toMatchObject({
        difference: null,
        unsupported: null,
        stepsDone: steps.length,
      });
    },
  );
});
