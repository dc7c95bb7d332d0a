import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { NodeFolder } from "./nodeFolder.ts";

const parent = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
afterAll(() => rmSync(parent, { recursive: true }));

it("knows from the log whether this life of the server wrote all that it had", () => {
  const folder = new NodeFolder(parent, "redis-1", "appendOnly");
  folder.writeConfig("");
  const log = (text: string): void =>
    appendFileSync(folder.logFile, `7:M 21 Nov 2026 17:17:43.612 # ${text}\n`);

  log("Short write while writing to the AOF file: (nwritten=4096, expected=300037)");
  expect(folder.unwritten).toBe(
    "Short write while writing to the AOF file: (nwritten=4096, expected=300037)",
  );
  log("AOF write error looks solved, Redis can write again.");
  expect(folder.unwritten).toBe(null);
  log("Error writing to the AOF file: No space left on device");
  expect(folder.unwritten).toBe("Error writing to the AOF file: No space left on device");

  folder.beforeRestart("empty");
  expect(folder.unwritten).toBe(null);
});
