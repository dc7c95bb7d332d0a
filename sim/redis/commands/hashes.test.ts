import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("counts the fields that are new, not those that were overwritten", () => {
  const { run } = nodeForTests();
  expect(run("HSET h a 1 b 2")).toBe(2);
  expect(run("HSET h a 3 c 4")).toBe(1);
  expect(run("HGETALL h")).toEqual({
    map: [
      ["a", "3"],
      ["b", "2"],
      ["c", "4"],
    ],
  });
  expect(run("HSET h a")).toEqual({ error: "ERR wrong number of arguments for 'hset' command" });
});

it("removes the key with its last field", () => {
  const { run } = nodeForTests();
  run("HSET h a 1");
  expect(run("HDEL h a b")).toBe(1);
  expect(run("EXISTS h")).toBe(0);
});

it("counts in fields and says when they are no numbers", () => {
  const { run } = nodeForTests();
  expect(run("HINCRBY h n 5")).toBe(5);
  expect(run("HINCRBYFLOAT h n 0.5")).toBe("5.5");
  expect(run("HINCRBY h n 1")).toEqual({ error: "ERR hash value is not an integer" });
  run("HSET h word x");
  expect(run("HINCRBYFLOAT h word 1")).toEqual({ error: "ERR hash value is not a float" });
});

it("answers a compact hash in one page, and a large one in pages that miss nothing", () => {
  const { run, texts } = nodeForTests();
  run("HSET small a 1 b 2");
  expect(run("HSCAN small 0 COUNT 1")).toEqual(["0", ["a", "1", "b", "2"]]);

  for (let i = 0; i < 600; i++) run(`HSET large stays${i} v goes${i} v`);
  const seen = new Set<string>();
  let cursor = "0";
  let step = 0;
  do {
    const [next = "0", ...page] = texts(`HSCAN large ${cursor} COUNT 50`);
    for (const text of page) seen.add(text);
    for (let i = 0; i < 10; i++, step++) run(`HDEL large goes${step}`);
    cursor = next;
  } while (cursor !== "0");
  const missed = texts("HKEYS large").filter((field) => !seen.has(field));
  expect(missed).toEqual([]);
});

it("draws fields without repeating for a positive count, and with repeating for a negative one", () => {
  const { run, texts } = nodeForTests();
  run("HSET h a 1 b 2 c 3");
  expect(new Set(texts("HRANDFIELD h 2")).size).toBe(2);
  expect(run("HRANDFIELD h 10")).toHaveLength(3);
  expect(run("HRANDFIELD h -10")).toHaveLength(10);
  expect(run("HRANDFIELD h -4 WITHVALUES")).toHaveLength(8);
  expect(run("HRANDFIELD none")).toBeNull();
  expect(run("HRANDFIELD none 3")).toEqual([]);
});
