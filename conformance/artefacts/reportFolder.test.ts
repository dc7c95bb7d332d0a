import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { reportFolder } from "./reportFolder.ts";

const folder = mkdtempSync(join(tmpdir(), "claimcheck-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("creates the folder, and leaves nothing else behind", () => {
  const path = join(folder, "a", "b");
  expect(reportFolder(path)).toBe(path);
  expect(reportFolder(path)).toBe(path);
  expect(readdirSync(path)).toEqual([]);
});

it("refuses a path that leads through a file", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => reportFolder(join(folder, "file", "reports"))).toThrow(
    /^--report: cannot write to .*\/file\/reports" \(a part of the path is a file\); give a folder/,
  );
  expect(() => reportFolder(join(folder, "file"))).toThrow("a part of the path is a file");
});

it.runIf(existsSync("/proc"))("does not try for ever where no folder can be made", () => {
  expect(() => reportFolder("/proc/reports/today")).toThrow(/\(no such file\); give a folder/);
});
