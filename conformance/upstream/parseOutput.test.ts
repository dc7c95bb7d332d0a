import { expect, it } from "vitest";
import { parseOutput } from "./parseOutput.ts";
import { readConfigFile } from "./readConfigFile.ts";

it("reads what passed, failed and was left out, without times and files", () => {
  const output = [
    "Testing unit/type/incr",
    "[\u001B[0;32mok\u001B[0m]: INCR against key created by incr itself (0 ms)",
    "[err]: No negative zero in tests/unit/type/incr.tcl",
    "Expected '0' to equal '-0'",
    "[ignore]: INCR over 32bit value: external:skip",
    "[skip]: a name that was given",
    "[1/1 done]: unit/type/incr (1 seconds)",
  ].join("\n");
  expect(parseOutput(output)).toEqual([
    { name: "INCR against key created by incr itself", outcome: "ok", because: "" },
    { name: "No negative zero", outcome: "failed", because: "Expected '0' to equal '-0'" },
    { name: "INCR over 32bit value: external:skip", outcome: "skipped", because: "" },
    { name: "a name that was given", outcome: "skipped", because: "" },
  ]);
});

it("counts what ends a block or the whole unit as a failure", () => {
  const outcomes = parseOutput(
    "[exception]: Executing test client: oh\noh\n[TIMEOUT]: clients state",
  );
  expect(outcomes.map(({ outcome, because }) => [outcome, because])).toEqual([
    ["failed", "oh"],
    ["failed", ""],
  ]);
});

it("reads a configuration file, and what stands behind it on the command line", () => {
  const text = "# comment\n\nport 7000\nSave 900 1\nlogfile ''\nrequirepass \"a b\"\n";
  expect(readConfigFile(text, ["--appendonly", "yes", "--save", ""])).toEqual([
    { name: "port", args: ["7000"] },
    { name: "save", args: ["900", "1"] },
    { name: "logfile", args: [""] },
    { name: "requirepass", args: ["a b"] },
    { name: "appendonly", args: ["yes"] },
    { name: "save", args: [""] },
  ]);
});
