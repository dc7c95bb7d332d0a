import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const start = fileURLToPath(new URL("./start.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "claimcheck-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("bad input", () => {
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return name;
  };

  it.each([
    [
      ["sim", "--sedes", "5"],
      'UNKNOWN_OPTION sim: unknown option "--sedes"; did you mean --seeds?',
    ],
    [["sim", "--seeds", "1.."], 'BAD_SEEDS --seeds: got "1.."; give N for 1..N'],
    [["sim", "--subject", "referense"], 'UNKNOWN_SUBJECT "referense"; did you mean "reference"?'],
    [["sim", "--faults", "crsh"], 'UNKNOWN_FAULT "crsh"; did you mean "crash"?'],
    [
      ["conformance", "--backend", "live", "--check-determinism"],
      "CONFLICTING_OPTIONS --check-determinism with --backend live",
    ],
    [
      ["sim", "--seed", "1", "--report", "a-file/reports"],
      "UNWRITABLE_REPORT --report: cannot write",
    ],
    [
      ["sim", "--seed", "1", "--report", "/proc/reports"],
      "UNWRITABLE_REPORT --report: cannot write",
    ],
    [["replay", "nowhere.json"], "MISSING_ARTEFACT nowhere.json: cannot read it (no such file)"],
    [["replay", "."], "MISSING_ARTEFACT .: cannot read it (it is a folder)"],
    [["replay", "a-file"], "CORRUPT_ARTEFACT a-file: not JSON"],
    [["replay", "foreign.json"], "FOREIGN_ARTEFACT foreign.json: JSON, but not an artefact"],
    [["replay", "future.json"], "INCOMPATIBLE_ARTEFACT future.json: artefact version 99"],
    [[], "NO_COMMAND no command"],
  ])("%j is one line and exit code 2", (argv, message) => {
    file("a-file", "hello");
    file("foreign.json", '{"name":"something"}');
    file("future.json", '{"format":"claimcheck-artefact","version":99}');
    const { status, stdout, stderr } = claimcheck(...argv);

    expect(stderr).toContain(`claimcheck: ${message}`);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});

describe("sim", () => {
  it("prints one JSON object, with the same digest whatever the number of jobs, and each time", () => {
    const sweep = ["sim", "--seeds", "3", "--format", "json"];
    const alone = claimcheck(...sweep);
    // Each seed runs twice here, and both times give one journal.
    const together = claimcheck(...sweep, "--jobs", "2", "--check-determinism");

    expect(alone.stderr).toBe("");
    const { wallMs: _, ...report } = JSON.parse(alone.stdout);
    expect(JSON.parse(together.stdout)).toMatchObject(report);
    expect(report).toMatchObject({ verdict: "held", seeds: 3, divergence: null, violations: [] });
    expect(alone.status).toBe(0);
  });

  it("catches a broken subject, saves what it found, and replays it in another process", () => {
    const found = claimcheck(
      "sim",
      "--subject",
      "broken/trustsTheScore",
      "--faults",
      "stale-early",
      "--seeds",
      "13..15", // of these one is violated, and by one rule only: each rule is made small
      "--report",
      "out",
    );
    expect(found.status).toBe(1);
    expect(found.stdout).toContain("SC-1 violated: ");
    expect(found.stdout).toMatch(
      /VIOLATED\. .*\n.*\n {2}saved: out\/broken-trustsTheScore-SC-1-\d+\.json/,
    );

    const files = readdirSync(join(folder, "out")).sort();
    expect(files).toEqual(expect.arrayContaining(["junit.xml", "report.md", "result.json"]));
    expect(files.filter((name) => name.includes(".tmp"))).toEqual([]);

    const artefact = files.find((name) => /SC-1.*\.json$/.test(name)) ?? "";
    const base = artefact.replace(/\.json$/, "");
    expect(files).toEqual(expect.arrayContaining([`${base}.html`, `${base}.md`]));
    const replayed = claimcheck("replay", join("out", artefact));
    expect(replayed.stdout).toContain("SC-1 violated: ");
    expect(replayed.stdout).toContain("the same run as when it was saved");
    expect(replayed.status).toBe(1);

    const journal = claimcheck("replay", join("out", artefact), "--until", "5").stdout;
    expect(journal).toMatch(
      /^1 {2}.+\n2 {2}.+\n3 {2}.+\n4 {2}.+\n5 {2}.+\n\n5 of \d+ journal lines$/m,
    );
  });

  it("says when the violation of an artefact is gone", () => {
    const [name = ""] = readdirSync(join(folder, "out")).filter((file) =>
      /SC-1.*\.json$/.test(file),
    );
    const artefact = JSON.parse(readFileSync(join(folder, "out", name), "utf8"));
    writeFileSync(
      join(folder, "fixed.json"),
      JSON.stringify({ ...artefact, subject: "reference" }),
    );
    const replayed = claimcheck("replay", "fixed.json");

    expect(replayed.stdout).toContain("SC-1 is no longer violated by this scenario.");
    expect(replayed.status).toBe(3);
  });

  it("says when a fault that was asked for never struck", () => {
    // A subject without an index has no score that could be stale.
    const run = claimcheck(
      "sim",
      "--subject",
      "boringnode-queue@0.6.0",
      "--seed",
      "1",
      "--faults",
      "stale-early",
      "--no-shrink",
    );

    expect(run.stdout).toContain("undecided  stale-early was asked for and never struck");
    expect(run.status).not.toBe(0);
  });
});

it("tells an old Node that it is too old", () => {
  const older = join(folder, "older.cjs");
  writeFileSync(
    older,
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.3" } });',
  );
  const { status, stderr } = spawnSync(process.execPath, ["-r", older, start, "list"], {
    encoding: "utf8",
  });

  expect(stderr).toBe("claimcheck: this is Node 20.18.3; claimcheck needs Node 20.19 or newer\n");
  expect(status).toBe(2);
});

it("list names every subject, rule, fault and command", () => {
  const { stdout, status } = claimcheck("list", "--format", "json");
  const listing = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(listing.subjects.map((subject: { name: string }) => subject.name)).toEqual(
    expect.arrayContaining(["reference", "boringnode-queue@0.6.0", "broken/trustsTheScore"]),
  );
  expect(listing.rules.length).toBeGreaterThan(10);
  expect(listing.commands).toContain("CLIENT KILL");
});

function claimcheck(...argv: readonly string[]) {
  return spawnSync(process.execPath, [start, ...argv], {
    cwd: folder,
    encoding: "utf8",
    timeout: 110_000, // a command that hangs is a failure with a name
    env: { ...process.env, NO_COLOR: "1" },
  });
}
