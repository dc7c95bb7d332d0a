import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

function fiveJobs() {
  const test = nodeForTests();
  test.run("ZADD z 1 a 2 b 3 c 4 d 5 e");
  return test;
}

it("takes ranges by rank, score and member, in both directions", () => {
  const { run } = fiveJobs();
  expect(run("ZRANGE z 1 -2")).toEqual(["b", "c", "d"]);
  expect(run("ZRANGE z 0 1 REV")).toEqual(["e", "d"]);
  expect(run("ZRANGEBYSCORE z (1 3")).toEqual(["b", "c"]);
  expect(run("ZRANGE z 3 (1 BYSCORE REV")).toEqual(["c", "b"]);
  expect(run("ZREVRANGEBYSCORE z +inf 4 WITHSCORES")).toEqual([
    "e",
    { double: 5 },
    "d",
    { double: 4 },
  ]);
  run("ZADD lex 0 a 0 b 0 c");
  expect(run("ZRANGEBYLEX lex [a (c")).toEqual(["a", "b"]);
  expect(run("ZREVRANGEBYLEX lex + (a")).toEqual(["c", "b"]);
  expect(run("ZLEXCOUNT lex - +")).toBe(3);
});

it("limits after the offset; a negative limit means all, a negative offset nothing", () => {
  const { run } = fiveJobs();
  expect(run("ZRANGEBYSCORE z -inf +inf LIMIT 1 2")).toEqual(["b", "c"]);
  expect(run("ZREVRANGEBYSCORE z +inf -inf LIMIT 1 2")).toEqual(["d", "c"]);
  expect(run("ZRANGEBYSCORE z 2 3 LIMIT 0 -1")).toEqual(["b", "c"]);
  expect(run("ZRANGEBYSCORE z 2 3 LIMIT -1 5")).toEqual([]);
  expect(run("ZRANGE z 0 1 LIMIT 5 -1")).toEqual(["a", "b"]);
  expect(run("ZRANGE z 0 -1 LIMIT 0 1")).toEqual({
    error: "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
  });
});

it("refuses bounds that it cannot read, but reads an empty one as zero as strtod does", () => {
  const { run } = fiveJobs();
  expect(run("ZRANGEBYSCORE z x 1")).toEqual({ error: "ERR min or max is not a float" });
  expect(run("ZRANGEBYSCORE z nan 1")).toEqual({ error: "ERR min or max is not a float" });
  expect(run('ZRANGEBYSCORE z "" 1')).toEqual(["a"]);
  expect(run("ZRANGEBYLEX z a b")).toEqual({
    error: "ERR min or max not valid string range item",
  });
});

it("removes ranges and stores them elsewhere", () => {
  const { run } = fiveJobs();
  expect(run("ZRANGESTORE copy z 2 4 BYSCORE")).toBe(3);
  expect(run("ZRANGE copy 0 -1")).toEqual(["b", "c", "d"]);
  expect(run("ZREMRANGEBYSCORE z -inf (3")).toBe(2);
  expect(run("ZREMRANGEBYRANK z 0 0")).toBe(1);
  expect(run("ZRANGE z 0 -1")).toEqual(["d", "e"]);
  expect(run("ZRANGESTORE copy none 0 -1")).toBe(0);
  expect(run("EXISTS copy")).toBe(0);
});

it("claims the first due job among a hundred thousand in O(log N)", () => {
  const { node, run } = nodeForTests();
  for (let i = 0; i < 100_000; i++) node.execute(["ZADD", "due", String(i), `job${i}`]);
  const before = node.touched;
  expect(run("ZRANGEBYSCORE due -inf 5000 LIMIT 0 1")).toEqual(["job0"]);
  expect(node.touched - before).toBeLessThan(20);
});
