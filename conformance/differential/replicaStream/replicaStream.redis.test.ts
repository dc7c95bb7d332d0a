import { beforeAll, describe, expect, it } from "vitest";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { splitInline } from "../../../sim/redis/resp/splitInline.ts";
import { knownServers } from "../../servers/knownServers.ts";
import { generateSteps } from "../generate/index.ts";
import { runSteps } from "../runSteps.ts";
import type { Onlooker, RunOptions } from "../runSteps.ts";
import { scriptOf } from "../scriptOf.ts";
import type { Step } from "../step.ts";
import type { Twins } from "../twins.ts";
import { stories } from "./stories.ts";
import { watchReplicaStream } from "./watchReplicaStream.ts";
import { withoutReplicaTalk } from "./withoutReplicaTalk.ts";

/** The first seed, and how many commands of each family: `CLAIMCHECK_STREAM=1000:20000` for a long run. */
const [seed = 1, commands = 300] = (process.env["CLAIMCHECK_STREAM"] ?? "1").split(":").map(Number);

let lua: LuaEngine;
beforeAll(async () => {
  lua = await LuaEngine.load();
});

describe.each(knownServers())("the model and $name tell a replica", ({ binary, version }) => {
  const differenceIn = async (
    steps: readonly Step[],
    settings: Partial<RunOptions>,
  ): Promise<string> => {
    const options = { binary, version, lua, exact: false, onlooker: watchReplicaStream };
    const { difference, unsupported } = await runSteps(steps, { ...options, ...settings });
    const told = difference === null ? "" : scriptOf(until(steps, difference.step), difference);
    return unsupported === null ? told : `the model refuses ${unsupported}`;
  };

  it.each(Object.keys(stories))("the same of %s", async (name) => {
    const story = stories[name] ?? "";
    const steps = story.includes("HSETEX") && version !== "8.0" ? [] : stepsOf(story);
    expect(await differenceIn(steps, { exact: true })).toBe("");
  });

  it.each(families)("the same of generated %s", async (family) => {
    for (const steps of drawn([family])) expect(await differenceIn(steps, {})).toBe("");
  });

  it("the same of keys that expire when they are met", async () => {
    for (const steps of drawn(["expiry", "keys", "sets"]))
      expect(await differenceIn(steps, { onlooker: watchLazyExpiry })).toBe("");
  });

  /** Both sides begin anew after some hundred commands. */
  function* drawn(chosen: readonly string[]): Generator<readonly Step[]> {
    for (let done = 0; done < commands; done += 500) {
      const part = { seed: seed + done / 500, commands: Math.min(500, commands - done) };
      yield withoutReplicaTalk(generateSteps({ ...part, families: chosen, version }));
    }
  }
});

/** Neither side deletes a key before somebody asks for it. */
function watchLazyExpiry(twins: Twins): Promise<Onlooker> {
  twins.node.expiresActively = false;
  return watchReplicaStream(twins);
}

/** What changes data, in families of `generate`. Those left out are about connections and about what a server says of itself. */
const families = [
  "strings",
  "bitmaps",
  "hashes",
  "lists",
  "sets",
  "sortedSets",
  "geo",
  "streams",
  "hyperLogLogs",
  "keys",
  "expiry",
  "sorting",
  "transactions",
  "blocking",
  "pubSub",
  "scripting",
  "dumping",
  "functions",
];

/** A line is a command of client a, or of the client that it begins with: `b> GET k`. `+5` lets 5 ms pass. */
function stepsOf(story: string): Step[] {
  const lines = story.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .map((line): Step => {
      if (line.startsWith("+")) return { kind: "advance", ms: Number(line.slice(1)) };
      const [, client = "a", command = line] = /^([a-z])> (.*)$/.exec(line) ?? [];
      return { kind: "command", client, argv: splitInline(command) ?? [] };
    });
}

const until = (steps: readonly Step[], last: number | null): readonly Step[] =>
  last === null ? steps : steps.slice(Math.max(0, last - 10), last + 1);
