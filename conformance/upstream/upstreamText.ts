import { linesLeftOut, type UpstreamException } from "./exceptions.ts";
import type { UnitRun } from "./runUnit.ts";

/** A line for a unit, one for each test that failed, and one for each that was excepted. */
export function unitText(run: UnitRun, exceptions: readonly UpstreamException[]): string {
  const { unit, tests, seconds } = run;
  const excepted = leftOutAmong(run, exceptions);
  const failed = tests.filter(({ outcome }) => outcome === "failed");
  const counts = countsText(tests, excepted.length);
  return [
    `${unit}: ${counts} (${seconds} s)`,
    ...failed.map(
      ({ name, because }) => `  failed: ${name}${because === "" ? "" : `: ${because}`}`,
    ),
    ...excepted.map(({ test, why }) => `  excepted: ${test}: ${why}`),
    ...linesLeftOut
      .filter((left) => left.unit === unit)
      .map(({ lines, why }) => `  excepted: ${lines.trim().split("\n")[0]} ...: ${why}`),
    "",
  ].join("\n");
}

/** The last line: all units together. */
export function tallyText(runs: readonly UnitRun[], exceptedOf: ExceptionsOf): string {
  const tests = runs.flatMap((run) => run.tests);
  const excepted = runs.flatMap((run) => leftOutAmong(run, exceptedOf(run.unit)));
  return `${runs.length} units: ${countsText(tests, excepted.length)}\n`;
}

type ExceptionsOf = (unit: string) => readonly UpstreamException[];

/** Those that the suite has met, and skipped as it was told. */
function leftOutAmong(
  { tests }: UnitRun,
  exceptions: readonly UpstreamException[],
): readonly UpstreamException[] {
  const skipped = new Set(
    tests.filter(({ outcome }) => outcome === "skipped").map(({ name }) => name),
  );
  return exceptions.filter(({ test }) => skipped.has(test));
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
