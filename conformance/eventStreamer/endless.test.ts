import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const start = fileURLToPath(new URL("../start.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "claimcheck-endless-"));
afterAll(() => rmSync(folder, { recursive: true }));

// It ends the thread that it runs in, so it is tried from outside, as it is built.
it("ends code that goes on without end, says whose it is, and replays it", () => {
  const asked = ["--subject", "broken/spins", "--seed", "1", "--no-shrink", "--report", "out"];
  const found = claimcheck("sim", ...asked);
  expect(found.stdout).toContain("ES-17 violated: No code goes on for ever in one instant.");
  expect(found.stdout).toMatch(/the wait of r\d went on without end at \d+ ms/);
  expect(found.status).toBe(1);

  const replayed = claimcheck("replay", join("out", "broken-spins-ES-17-1.json"));
  expect(replayed.stdout).toContain("ES-17 violated: ");
  expect(replayed.stdout).toContain("the same run as when it was saved");
  expect(replayed.status).toBe(1);
});

it("runs one seed after another in the same thread, for as long as each comes to its end", () => {
  const { stdout, status } = claimcheck("sim", "--subject", "reference-memory", "--seeds", "4");
  expect(stdout).toMatch(/^reference-memory: HELD/m);
  expect(status).toBe(0);
});

function claimcheck(...argv: readonly string[]) {
  return spawnSync(process.execPath, [start, ...argv], {
    cwd: folder,
    encoding: "utf8",
    timeout: 55_000, // a command that hangs is a failure with a name
    env: { ...process.env, NO_COLOR: "1" },
  });
}
