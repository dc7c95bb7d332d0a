import { expect, it } from "vitest";
import { Random } from "../../sim/random.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import { resp2View } from "../../sim/redis/resp/resp2View.ts";
import { streamCommands } from "./streamCommands.ts";

it("makes a stream that answers as the other did: what waits, what is pending, and what was trimmed under it", () => {
  const node = new RedisNode({ nowUs: () => 5_000_000, random: new Random("test"), lua: null });
  const ask = (...argv: readonly string[]) => resp2View(node.execute(argv));
  const commands = streamCommands("s", [
    [["2-0", ["f", "b"]], ["3-0", ["f", "c"]]],
    "7-0",
    [["g", "2-0", ["c1", "c2"], [["1-0", "c1", 10, 1], ["2-0", "c2", 20, 3]]]],
  ]); // prettier-ignore
  for (const argv of commands) expect(node.execute(argv)).not.toHaveProperty("error");
  expect(ask("XRANGE", "s", "-", "+")).toEqual([
    ["2-0", ["f", "b"]],
    ["3-0", ["f", "c"]],
  ]);
  expect(ask("XPENDING", "s", "g", "-", "+", "9")).toMatchObject([
    ["1-0", "c1", expect.any(Number), 1],
    ["2-0", "c2", expect.any(Number), 3],
  ]);
  expect(ask("XREADGROUP", "GROUP", "g", "c1", "STREAMS", "s", ">")).toEqual([
    ["s", [["3-0", ["f", "c"]]]],
  ]);
  expect(ask("XADD", "s", "7-0", "f", "x")).toHaveProperty("error");
});
