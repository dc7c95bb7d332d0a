import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

const halfOfMax = "4611686018427387903";
const int64Max = "9223372036854775807";

it.each([
  ["HSET key a 1", "HRANDFIELD", "WITHVALUES"],
  ["ZADD key 1 a", "ZRANDMEMBER", "WITHSCORES"],
])(
  "after %s refuses in %s a count that cannot be doubled, but only %s",
  (put, draw, withValues) => {
    const { run } = nodeForTests();
    run(put);
    expect(run(`${draw} key ${halfOfMax} ${withValues}`)).toHaveLength(2);
    const beyond = { error: "ERR value is out of range" };
    expect(run(`${draw} key 4611686018427387904 ${withValues}`)).toEqual(beyond);
    expect(run(`${draw} none -4611686018427387904 ${withValues}`)).toEqual(beyond);
    expect(run(`${draw} key ${int64Max}`)).toEqual(["a"]);
  },
);

it.each(["HRANDFIELD", "ZRANDMEMBER", "SRANDMEMBER"])(
  "refuses in %s the count whose negation 64 bits do not hold",
  (draw) => {
    expect(nodeForTests().run(`${draw} none -9223372036854775808`)).toEqual({
      error:
        "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807",
    });
  },
);

it("shows in ZSCAN whole scores as a listpack holds them, and as doubles once it is none", () => {
  const { run, texts } = nodeForTests();
  run("ZADD z 1e17 a -0 b 1e20 c");
  expect(texts("ZSCAN z 0").sort()).toEqual([
    "0",
    "0",
    "100000000000000000",
    "1e+20",
    "a",
    "b",
    "c",
  ]);
  const long = "x".repeat(65);
  run(`ZADD z 1e18 ${long}`);
  expect(texts("ZSCAN z 0").sort()).toEqual(
    ["0", "1e+18", "0", "1e+17", "1e+20", "a", "b", "c", long].sort(),
  );
});
