import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Reports, writeReports } from "./writeReports.ts";

const folder = mkdtempSync(join(tmpdir(), "claimcheck-reports-"));
afterAll(() => rmSync(folder, { recursive: true }));

const told = (): string => "told";
const reports: Reports<null> = {
  text: told,
  json: told,
  junit: told,
  markdown: told,
  github: told,
};

it("says in one line that the reports could not be saved, and leaves nothing unfinished", () => {
  mkdirSync(join(folder, "junit.xml")); // as a full disk would, something is in the way
  expect(() => writeReports(folder, null, reports)).toThrow(
    expect.objectContaining({
      code: "UNWRITABLE_REPORT",
      message: expect.stringMatching(/could not save the reports in .* has been printed$/),
    }),
  );
  expect(readdirSync(folder).toSorted()).toEqual(["junit.xml", "result.json"]);
});
