import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
