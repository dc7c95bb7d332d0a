import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { redisServerBinary } from "./redisServerBinary.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "claimcheck-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it("finds the first redis-server on the PATH that can be executed", () => {
  const binary = join(folder, "redis-server");
  writeFileSync(binary, "");
  chmodSync(binary, 0o755);

  expect(redisServerBinary({ PATH: ["/nowhere", folder].join(delimiter) })).toBe(binary);
});

it("finds nothing on a PATH without one, so that the tests that need it are skipped", () => {
  expect(redisServerBinary({ PATH: folder })).toBeNull();
  expect(redisServerBinary({})).toBeNull();
});

it("refuses to find nothing on CI, where a skipped test would go unnoticed", () => {
  expect(() => redisServerBinary({ PATH: folder, CI: "true" })).toThrow(/no redis-server in PATH=/);
});
