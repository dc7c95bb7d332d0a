import type { UpstreamException } from "./exceptions.ts";
import type { UnitRun } from "./runUnit.ts";

/** A line for a unit, one for each test that failed, and one for each that was excepted. */
export function unitText(
  { unit, tests, seconds }: UnitRun,
  exceptions: readonly UpstreamException[],
): string {
  const excepted = exceptions.filter(({ test }) =>
    tests.some(({ name, outcome }) => name === test && outcome === "skipped"),
  );
  const failed = tests.filter(({ outcome }) => outcome === "failed");
  const counts = countsText(tests, excepted.length);
  return [
    `${unit}: ${counts} (${seconds} s)`,
    ...failed.map(
      ({ name, because }) => `  failed: ${name}${because === "" ? "" : `: ${because}`}`,
    ),
    ...excepted.map(({ test, why }) => `  excepted: ${test}: ${why}`),
    "",
  ].join("\n");
}

/** The last line: all units together. */
export function tallyText(runs: readonly UnitRun[]): string {
  const tests = runs.flatMap((run) => run.tests);
  return `${runs.length} units: ${countsText(tests, 0)}\n`;
}

function countsText(tests: UnitRun["tests"], excepted: number): string {
  const count = (outcome: string): number =>
    tests.filter((test) => test.outcome === outcome).length;
  const texts = [`${count("ok")} ok`, `${count("failed")} failed`];
  const left = count("skipped") - excepted;
  if (excepted > 0) texts.push(`${excepted} excepted`);
  if (left > 0) texts.push(`${left} left out`);
  return texts.join(", ");
}
