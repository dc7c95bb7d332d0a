import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { serverAtHand } from "./serverAtHand.ts";

const folder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

it("says of which version the server on the PATH is, where it is too old", () => {
  const program = join(folder, "redis-server");
  writeFileSync(program, '#!/bin/sh\necho "Redis server v=6.0.16 sha=0 malloc=libc bits=64"\n');
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", `${folder}:/bin:/usr/bin`);
  vi.stubEnv("CLAIMCHECK_SERVERS", "");
  expect(() => serverAtHand("7.0", "lockstep")).toThrow(
    `--backend lockstep: no server of version 7.0 is at hand (there is: none; ${program} is Redis 6.0.16); install redis-server, name programs in CLAIMCHECK_SERVERS, or give --servers containers`,
  );
});
