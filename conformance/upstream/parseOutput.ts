import { stripVTControlCharacters } from "node:util";

/** What became of one test of Redis' suite. */
export type UpstreamTest = {
  readonly name: string;
  /** `skipped` where the suite leaves it out by itself: other configurations, or because it was told to. */
  readonly outcome: "ok" | "failed" | "skipped";
  /** What the suite says of a failure, in one line; empty otherwise. */
  readonly because: string;
};

/**
 * Reads what `tests/test_helper.tcl` prints. A failure outside of any test, which ends the tests of its block, is a failed
 * test as well, with its first line for a name.
 */
export function parseOutput(output: string): UpstreamTest[] {
  const lines = stripVTControlCharacters(output).split("\n");
  const tests: UpstreamTest[] = [];
  for (const [index, line] of lines.entries()) {
    const [, word = "", text = ""] = /^\[(\w+)\]: (.*)$/.exec(line) ?? [];
    const name = nameIn(text);
    if (word === "ok") tests.push({ name, outcome: "ok", because: "" });
    else if (word === "skip" || word === "ignore")
      tests.push({ name, outcome: "skipped", because: "" });
    else if (word === "err" || word === "exception" || word === "TIMEOUT")
      tests.push({ name, outcome: "failed", because: (lines[index + 1] ?? "").slice(0, 200) });
  }
  return tests;
}

/** Without the time that it took and the file that it is in. */
function nameIn(text: string): string {
  return text.replace(/ \(\d+ ms\)$/, "").replace(/ in tests\/\S+$/, "");
}
