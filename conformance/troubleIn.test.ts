import { expect, it } from "vitest";
import { troubleIn } from "./troubleIn.ts";

it.each([
  ["conformance/cluster: NODE_DIED redis-1: gone", "NODE_DIED redis-1: gone"],
  [
    "ENOSPC: no space left on device, write",
    "DISK_FULL ENOSPC: no space left on device, write; free some space, or name a folder with some in TMPDIR",
  ],
  ["x is not a function", null],
])("takes %j for %j", (line, trouble) => {
  expect(troubleIn(line)).toBe(trouble);
});
