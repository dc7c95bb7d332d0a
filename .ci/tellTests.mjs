// What a JSON report of vitest says, for .ci/run: prints how many tests passed, failed and were skipped, and how many of
// these were skipped although what they need was to be here; adds to the summary which failed, and why, and which were
// skipped.
//
// node tellTests.mjs REPORT PATTERN SUMMARY; the pattern says which files must not be skipped.
import { appendFileSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A log may be cut: so much of it has to be short. */
const linesMax = 15;
const toldMax = 12;
const slowMax = 12;

const [report = "", pattern = "", summary = ""] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(report, "utf8"));

const count = { passed: 0, failed: 0, skipped: 0, serverless: 0 };
const failures = [];
const skips = [];
for (const { name, status, message, assertionResults } of testResults) {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.map(
    ({ title, fullName, status: outcome, failureMessages = [] }) => ({
      title,
      fullName,
      outcome,
      because: failureMessages.join("\n"),
    }),
  );
  // A file that cannot even be loaded has no tests, and one whose hooks fail may have none that failed.
  if (status === "failed" && !tests.some(({ outcome }) => outcome === "failed"))
    tests.push({ title: name, fullName: "as a whole", outcome: "failed", because: message ?? "" });
  for (const { title, fullName, outcome, because } of tests) {
    count[outcome in count ? outcome : "skipped"] += 1;
    if (outcome === "failed") failures.push({ name: `${file}: ${fullName}`, because });
    if (outcome === "passed" || outcome === "failed") continue;
    // Some things one of several servers does not do: such a test says "(not with ...)".
    const isAskedFor = RegExp(pattern).test(name) && !title.includes("(not with ");
    if (isAskedFor) count.serverless += 1;
    skips.push(`${file}: ${fullName}`);
  }
}

const lines = [];
failures.forEach(({ name, because }, index) => {
  lines.push(`FAILED ${name}`);
  const told = stripVTControlCharacters(because).split("\n").slice(0, linesMax);
  if (index < toldMax) lines.push(...told.map((line) => `    ${line.slice(0, 200)}`));
});
for (const name of skips.slice(0, toldMax)) lines.push(`skipped: ${name}`);
if (skips.length > toldMax) lines.push(`skipped: ${skips.length - toldMax} more`);
const slow = testResults
  .map(({ name, startTime, endTime }) => ({
    file: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000,
  }))
  .sort((a, b) => b.seconds - a.seconds)
  .slice(0, slowMax);
lines.push(`slowest: ${slow.map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`).join(", ")}`); // prettier-ignore
appendFileSync(summary, `${lines.join("\n")}\n`);
console.log(Object.values(count).join(" "));
