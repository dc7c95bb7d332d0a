import { beforeAll, describe, expect, it } from "vitest";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { knownServers } from "../servers/knownServers.ts";
import { readCases } from "./caseFile.ts";
import { runSteps } from "./runSteps.ts";

const cases = readCases(new URL("cases", import.meta.url).pathname);
const servers = knownServers();

describe.skipIf(servers.length === 0)("what was a difference once is none any more", () => {
  let lua: LuaEngine;
  beforeAll(async () => {
    lua = await LuaEngine.load();
  });

  // Each case is replayed on every server at hand: what one of them was asked is a fair question to the others.
  const pairs = servers.flatMap((server) => cases.map((each) => ({ ...each, server })));
  it.each(pairs)("$server.name: $title ($file)", async ({ steps, server }) => {
    const result = await runSteps(steps, { ...server, lua, exact: true });
    expect(result).toMatchObject({ difference: null, unsupported: null });
  });
});
