import { beforeAll, describe, expect, it } from "vitest";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { knownServers } from "../servers/knownServers.ts";
import { generateSteps, generatorFamilies } from "./generate/index.ts";
import { runSteps, type RunResult } from "./runSteps.ts";
import { scriptOf } from "./scriptOf.ts";
import type { Step } from "./step.ts";

const servers = knownServers();
let lua: LuaEngine;
beforeAll(async () => {
  lua = await LuaEngine.load();
});

describe.skipIf(servers.length === 0)("the model beside a real server (needs redis-server)", () => {
  const { binary, version } = servers[0] ?? { binary: "", version: "7.0" };
  const says = (client: string, ...argv: string[]): Step => ({ kind: "command", client, argv });

  it.each([true, false])(
    "is the same to clients that wait, hang up and err (exact: %s)",
    async (exact) => {
      const steps: Step[] = [
        says("a", "BLPOP", "q", "0.5"),
        says("a", "GET", "k"),
        says("b", "SET", "k", "v", "PX", "400"),
        { kind: "advance", ms: 1000 },
        says("b", "HELLO", "3"),
        says("b", "SUBSCRIBE", "c"),
        says("a", "PUBLISH", "c", "m"),
        { kind: "bytes", client: "d", bytes: "SET x" },
        { kind: "bytes", client: "d", bytes: " 1\r\n*1\r\n$-5\r\n" },
        { kind: "close", client: "a" },
        says("a", "CLIENT", "ID"),
      ];
      const result = await runSteps(steps, { binary, version, lua, exact });
      expect(result).toMatchObject({
        difference: null,
        unsupported: null,
        stepsDone: steps.length,
      });
    },
  );
});

const commands = 300;

describe.each(servers)("the model and $name", ({ binary, version }) => {
  it.each(generatorFamilies)("agree on %s", async (family) => {
    const steps = generateSteps({ seed: 1, commands, families: [family], version });
    const result = await runSteps(steps, { binary, version, lua, exact: false });
    expect(told(steps, result)).toBe("");
  });
});

/** The last steps before a difference, for a person. `npm run fidelity` makes them fewer. */
function told(steps: readonly Step[], { difference, unsupported }: RunResult): string {
  if (difference !== null) {
    const end = difference.step === null ? steps.length : difference.step + 1;
    return scriptOf(steps.slice(Math.max(0, end - 10), end), difference);
  }
  return unsupported === null ? "" : `the model refuses ${unsupported}`;
}
