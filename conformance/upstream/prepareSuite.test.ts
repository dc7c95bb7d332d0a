import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { InputError } from "../../spec/inputError.ts";
import { prepareSuite } from "./prepareSuite.ts";

const source = mkdtempSync(join(tmpdir(), "claimcheck-"));
mkdirSync(join(source, "tests", "unit"), { recursive: true });
writeFileSync(join(source, "tests", "test_helper.tcl"), "");
writeFileSync(join(source, "tests", "unit", "expire.tcl"), "");
afterAll(() => rmSync(source, { recursive: true }));

it.each([
  ["NO_SUITE", tmpdir(), "unit/expire"],
  ["NO_UNIT", source, "unit/expires"],
  ["NO_TCLSH", source, "unit/expire"],
])("says %s in one line before anything is copied", (code, folder, unit) => {
  const prepare = (): unknown => prepareSuite(folder, [unit], "7.0", { PATH: source });
  expect(prepare).toThrow(InputError);
  expect(prepare).toThrow(expect.objectContaining({ code }));
});

it("has the suite's client write each request at once, however long it is", () => {
  const programs = mkdtempSync(join(tmpdir(), "claimcheck-"));
  writeFileSync(join(programs, "tclsh"), "");
  chmodSync(join(programs, "tclsh"), 0o755);
  mkdirSync(join(source, "tests", "support"));
  const line = "    fconfigure $fd -translation binary";
  writeFileSync(join(source, "tests", "support", "redis.tcl"), `${line}\n`);
  const { folder } = prepareSuite(source, ["unit/expire"], "7.0", { PATH: programs });
  const client = readFileSync(join(folder, "tests", "support", "redis.tcl"), "latin1");
  for (const made of [programs, folder]) rmSync(made, { recursive: true });
  expect(client).toBe(`${line} -buffersize 1000000\n`);
});
