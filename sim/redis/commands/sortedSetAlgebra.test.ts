import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("weighs and aggregates scores; members of plain sets count as 1", () => {
  const { run } = nodeForTests();
  run("ZADD a 1 x 2 y");
  run("ZADD b 10 y 20 z");
  run("SADD s x");
  expect(run("ZUNION 3 a b s WITHSCORES")).toEqual([
    "x",
    { double: 2 },
    "y",
    { double: 12 },
    "z",
    { double: 20 },
  ]);
  expect(run("ZINTER 2 a b WEIGHTS 2 1 AGGREGATE MAX WITHSCORES")).toEqual(["y", { double: 10 }]);
  expect(run("ZDIFF 2 a b")).toEqual(["x"]);
  expect(run("ZINTERCARD 2 a b")).toBe(1);
});

it("stores the result, and deletes the target when there is none", () => {
  const { run } = nodeForTests();
  run("ZADD a 1 x");
  expect(run("ZUNIONSTORE out 1 a")).toBe(1);
  expect(run("ZINTERSTORE out 2 a none")).toBe(0);
  expect(run("EXISTS out")).toBe(0);
});

it("counts infinity minus infinity as nothing", () => {
  const { run } = nodeForTests();
  run("ZADD a inf x");
  run("ZADD b -inf x");
  expect(run("ZUNION 2 a b WITHSCORES")).toEqual(["x", { double: 0 }]);
});

it("complains about its arguments in Redis' words", () => {
  const { run } = nodeForTests();
  expect(run("ZUNION 0 a")).toEqual({
    error: "ERR at least 1 input key is needed for 'zunion' command",
  });
  expect(run("ZUNION 2 a")).toEqual({ error: "ERR syntax error" });
  expect(run("ZUNION 1 a WEIGHTS x")).toEqual({ error: "ERR weight value is not a float" });
  expect(run("ZUNIONSTORE out 1 a WITHSCORES")).toEqual({ error: "ERR syntax error" });
});

it.each([
  ["ZINTERSTORE d 2 z z WEIGHTS 10 0", 0],
  ["ZINTERSTORE d 2 z z WEIGHTS 0 10", Infinity],
  ["ZINTERSTORE d 2 z z WEIGHTS 10 0 AGGREGATE MIN", Infinity],
  ["ZINTERSTORE d 2 z z WEIGHTS -10 0 AGGREGATE MAX", -Infinity],
  ["ZUNIONSTORE d 2 z z WEIGHTS 10 0", Infinity],
])("%s makes of an infinite score %d", (line, score) => {
  const { run } = nodeForTests();
  run("ZADD z inf a");
  run(line);
  expect(run("ZSCORE d a")).toEqual({ double: score });
});

it("keeps the sign of a zero only while all that is added has it", () => {
  const { run } = nodeForTests();
  run("ZADD z 0 a");
  const score = (line: string) => run(`${line} WITHSCORES`);
  expect(score("ZUNION 2 z z WEIGHTS -1 -1")).toEqual(["a", { double: -0 }]);
  expect(score("ZUNION 2 z z WEIGHTS -1 1")).toEqual(["a", { double: 0 }]);
});
