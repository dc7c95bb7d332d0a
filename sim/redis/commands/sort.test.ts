import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("sorts numbers, texts only on request", () => {
  const { run } = nodeForTests();
  run("RPUSH l 10 9 2 1.5");
  expect(run("SORT l")).toEqual(["1.5", "2", "9", "10"]);
  expect(run("SORT l ALPHA DESC LIMIT 0 2")).toEqual(["9", "2"]);
  run("RPUSH l x");
  expect(run("SORT l")).toEqual({
    error: "ERR One or more scores can't be converted into double",
  });
});

it("sorts by and answers with what other keys hold", () => {
  const { run } = nodeForTests();
  run("RPUSH l 1 2 3");
  run("MSET w_1 30 w_2 10 w_3 20");
  run("HSET h_2 name two");
  expect(run("SORT l BY w_* GET # GET h_*->name")).toEqual(["2", "two", "3", null, "1", null]);
  expect(run("SORT l BY nosort DESC")).toEqual(["3", "2", "1"]);
  expect(run("SORT l BY w_* GET h_*->name STORE to")).toBe(3);
  expect(run("LRANGE to 0 -1")).toEqual(["two", "", ""]);
  expect(run("SORT missing STORE to")).toBe(0);
  expect(run("EXISTS to")).toBe(0);
});

it("converts a sorted set for good, as Redis does", () => {
  const { run } = nodeForTests();
  run("ZADD z 2 1 1 2");
  expect(run("SORT_RO z BY nosort")).toEqual(["2", "1"]);
  expect(run("OBJECT ENCODING z")).toBe("skiplist");
  expect(run("SORT_RO z STORE to")).toEqual({ error: "ERR syntax error" });
});
