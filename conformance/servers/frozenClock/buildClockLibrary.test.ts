import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { buildClockLibrary } from "./buildClockLibrary.ts";

const folder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

it.runIf(process.platform === "linux")("says in one line that there is no compiler", () => {
  vi.stubEnv("PATH", folder);
  expect(() => buildClockLibrary(folder)).toThrowErrorMatchingInlineSnapshot(
    `[InputError: the clock for real servers cannot be built: cc failed (spawnSync cc ENOENT); install a C compiler (apt-get install gcc libc6-dev), or use --backend live, which needs no clock]`,
  );
});
