import { expect, it } from "vitest";
import { Random } from "../../../sim/random.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../../sim/redis/node.ts";
import type { Reply } from "../../../sim/redis/reply.ts";
import { scripts } from "./scripts.ts";

/** The scripts on a node, and a stream whose ids are told. */
async function bench() {
  const lua = await LuaEngine.load();
  const node = new RedisNode({ nowUs: () => 1_000_000, random: new Random("scripts"), lua });
  const ask = (...command: readonly string[]): Reply => {
    const reply = node.execute(command);
    if (reply !== null && typeof reply === "object" && "error" in reply)
      throw new Error(reply.error);
    return reply;
  };
  const run = (script: keyof typeof scripts, ...args: readonly string[]): Reply =>
    ask("EVAL", scripts[script], "1", "s", ...args);
  return {
    ask,
    add: (id: string) => ask("XADD", "s", id, "n", id),
    open: (name: string, after = "0") => run("open", name, after),
    /** The id of the entry that a name is given; or "after ID" when there is none. */
    look: (name: string) => {
      const reply = run("look", name, "reader");
      return Array.isArray(reply) ? String(reply[0]) : `after ${JSON.stringify(reply)}`;
    },
    acknowledge: (name: string, id: string) => run("acknowledge", name, id),
  };
}

it("gives the same entry until it is acknowledged, then the next one", async () => {
  const { open, add, look, acknowledge } = await bench();
  open("n1");
  for (const id of ["1-0", "2-0"]) add(id);
  expect([look("n1"), look("n1")]).toEqual(["1-0", "1-0"]);
  acknowledge("n1", "1-0");
  expect(look("n1")).toBe("2-0");
  acknowledge("n1", "2-0");
  acknowledge("n1", "1-0");
  expect(look("n1")).toBe('after "2-0"');
});

it("keeps the position that a name has, and begins with the latest where it is asked to", async () => {
  const { open, add, look, acknowledge } = await bench();
  add("1-0");
  open("n1", "$");
  add("2-0");
  open("n1", "$");
  expect(look("n1")).toBe("2-0");
  open("n2");
  expect(look("n2")).toBe("1-0");
  acknowledge("n1", "2-0");
  expect(look("n2")).toBe("1-0");
});

it("goes on with what is kept when what was given is trimmed", async () => {
  const { ask, open, add, look } = await bench();
  open("n1");
  add("1-0");
  look("n1");
  add("2-0");
  ask("XTRIM", "s", "MAXLEN", "1");
  expect(look("n1")).toBe("2-0");
  expect(ask("XPENDING", "s", "n1")).toEqual([1, "2-0", "2-0", [["reader", "1"]]]);
});

it("says that there is no group, so that whoever asks can make it again", async () => {
  const { look, add } = await bench();
  expect(() => look("n1")).toThrow(/NOGROUP/);
  add("1-0");
  expect(() => look("n1")).toThrow(/NOGROUP/);
});

it("moves a position that was taken back to what is acknowledged, if that is there", async () => {
  const { ask, open, add, look, acknowledge } = await bench();
  open("n1");
  for (const id of ["1-0", "2-0", "3-0"]) add(id);
  // As if a failover had taken back that 1-0 was acknowledged, and that 2-0 was given.
  expect(look("n1")).toBe("1-0");
  acknowledge("n1", "2-0");
  expect(look("n1")).toBe("3-0");
  ask("XGROUP", "SETID", "s", "n1", "0");
  ask("XACK", "s", "n1", "3-0");
  // What is not there may have been lost with the position: newer entries may have lower ids.
  acknowledge("n1", "2-5");
  expect(look("n1")).toBe("1-0");
});

it("gives a name that has lost its group the position that it acknowledges", async () => {
  const { add, look, acknowledge, ask } = await bench();
  expect(acknowledge("n1", "1-0")).toBe(0);
  for (const id of ["1-0", "2-0"]) add(id);
  acknowledge("n1", "1-0");
  expect(look("n1")).toBe("2-0");
  ask("XGROUP", "DESTROY", "s", "n1");
  acknowledge("n1", "1-7");
  expect(() => look("n1")).toThrow(/NOGROUP/);
});
