import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const start = fileURLToPath(new URL("../start.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "claimcheck-streamer-"));
afterAll(() => rmSync(folder, { recursive: true }));

// In lockstep, too, a run is in a thread of its own, so it is tried from outside, as it is built.
it("is the same run with a real server as with the model", () => {
  const asked = ["--subject", "reference-streams", "--seed", "5", "--no-shrink"];
  const [model, real] = ["model", "lockstep"].map((backend) => {
    const { stdout } = claimcheck("sim", ...asked, "--backend", backend, "--format", "json");
    expect(stdout).toContain('"verdict": "held"');
    return /"digest": "\w{64}"/.exec(stdout)?.[0];
  });
  expect(real).toBe(model);
  expect(real).toBeDefined();
});

it("says whether a real server shows what was found", () => {
  const subject = "broken/acknowledgementSetsPosition";
  claimcheck("sim", "--subject", subject, "--seed", "1", "--no-shrink", "--report", "out");
  const artefact = join("out", "broken-acknowledgementSetsPosition-ES-8-1.json");
  const { stdout } = claimcheck("replay", artefact, "--backend", "lockstep");
  expect(stdout).toMatch(/ES-8: confirmed on redis 7\.0/);
});

it("asks no server of what lies in a process", () => {
  const inMemory = claimcheck("sim", "--subject", "reference-memory", "--backend", "lockstep");
  expect(inMemory.stderr).toContain("which shows nothing of reference-memory");
  expect(inMemory.status).toBe(2);
});

it("tells what the thread was told when there is no such server", () => {
  const asked = ["--subject", "reference-streams", "--seed", "1", "--backend", "lockstep"];
  const { stderr, status } = claimcheck("sim", ...asked, "--redis-version", "8.0");
  expect(stderr).toContain("CLAIMCHECK_SERVERS");
  expect(stderr).not.toContain("bug of claimcheck");
  expect(status).toBe(2);
});

function claimcheck(...argv: readonly string[]) {
  return spawnSync(process.execPath, [start, ...argv], {
    cwd: folder,
    encoding: "utf8",
    timeout: 55_000, // a command that hangs is a failure with a name
    env: { ...process.env, NO_COLOR: "1", CLAIMCHECK_SERVERS: "" },
  });
}
