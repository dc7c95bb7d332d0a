import { expect, it } from "vitest";
import { durationsIn } from "./durationsIn.ts";

it.each([
  ["SET lock token PX 2000 NX", [2_000]],
  ["set lock token ex 2", [2_000]],
  ["XREADGROUP GROUP g c BLOCK 5000 COUNT 10 STREAMS s >", [5_000]],
  ["XAUTOCLAIM s g c 30000 0-0", [30_000]],
  ["XPENDING s g IDLE 30000 - + 10", [30_000]],
  ["PEXPIRE lock 2000", [2_000]],
  ["BLPOP list 0.5", [500]],
  ["EVALSHA 1234567890 2 key 77 token 10000 100", [10_000, 100]],
  ["HSET hash field 5000", []],
])("%s", (request, expected) => {
  expect(durationsIn(request.split(" "))).toEqual(expected);
});
