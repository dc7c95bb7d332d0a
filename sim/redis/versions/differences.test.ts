import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";
import type { RedisVersion } from "./versionProfile.ts";

/** What a line answers in each version, after others. */
function inEach(last: string, ...before: readonly string[]) {
  const answer = (version: RedisVersion) => {
    const { run } = nodeForTests(version);
    for (const line of before) run(line);
    return run(last);
  };
  return [answer("7.0"), answer("8.0"), answer("valkey-8.1")];
}

const syntaxError = { error: "ERR syntax error" };

it("writes doubles in the fewest digits since 7.2", () => {
  const shown = inEach("ZSCAN z 0", "ZADD z 0.1 a 1e-7 b 1e17 c 5e-324 d").map((reply) =>
    JSON.stringify(reply),
  );
  expect(shown[1]).toBe('["0",["d","5e-324","b","1e-7","a","0.1","c","100000000000000000"]]');
  expect(shown[2]).toBe(shown[1]);
  expect(shown[0]).toContain("0.10000000000000001");
});

it("ranks with a score where the arity lets it", () => {
  const arity = { error: "ERR wrong number of arguments for 'zrank' command" };
  const ranked = [0, { double: 1.5, text: "1.5" }];
  expect(inEach("ZRANK z a WITHSCORE", "ZADD z 1.5 a")).toEqual([arity, ranked, ranked]);
});

it("sets a value that is what was expected in Valkey", () => {
  expect(inEach("SET k new IFEQ old", "SET k old")).toEqual([
    syntaxError,
    syntaxError,
    { status: "OK" },
  ]);
  expect(inEach("SET k new IFEQ other", "SET k old")[2]).toBeNull();
});

it("counts bits from a start alone in Valkey", () => {
  expect(inEach("BITCOUNT k 1", "SET k foobar")).toEqual([syntaxError, syntaxError, 22]);
});

it("refuses a type that there is not in SCAN of Valkey", () => {
  expect(inEach("SCAN 0 TYPE nothing")).toEqual([
    ["0", []],
    ["0", []],
    { error: "ERR unknown type name 'nothing'" },
  ]);
});

it("knows a consumer that only tried, and when it last was given something, since 7.2", () => {
  const [older, ...newer] = inEach(
    "XINFO CONSUMERS s g",
    "XGROUP CREATE s g $ MKSTREAM",
    "XREADGROUP GROUP g c STREAMS s >",
  );
  expect(older).toEqual([]);
  const consumer = {
    map: [
      ["name", "c"],
      ["pending", 0],
      ["idle", 0],
      ["inactive", -1],
    ],
  };
  expect(newer).toEqual([[consumer], [consumer]]);
});

it("counts a group's lag each in its way", () => {
  const lagAfter = (...before: readonly string[]) =>
    inEach("XINFO GROUPS s", "XADD s 1 a 1", "XADD s 2 a 1", "XADD s 3 a 1", ...before);
  const lag = (count: bigint) => [{ map: expect.arrayContaining([["lag", count]]) }];
  const group = "XGROUP CREATE s g 0 ENTRIESREAD 2";
  expect(lagAfter(group)).toMatchObject([lag(1n), lag(3n), lag(1n)]);
  expect(lagAfter("XDEL s 1", group)).toMatchObject([lag(1n), lag(2n), lag(2n)]);
});
