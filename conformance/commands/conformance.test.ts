import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "claimcheck-module-"));
afterAll(() => rmSync(folder, { recursive: true }));
const naive = join(root, "examples", "naiveScheduler.ts");

it("judges the subject of a TypeScript module, saves what it found, and replays it with the module", async () => {
  const gate = `conformance --module ${naive} --topology standalone --seeds 4..4 --budget 1s`;
  const { status, out, err } = await claimcheck(`${gate} --no-shrink --report out --jobs 2`);

  expect(err).toBe("");
  expect(status).toBe(1);
  expect(out).toContain("canary       broken/trustsTheScore was caught by seed");
  expect(out).toMatch(
    /^SC-2 +MUST +violated +.*standalone seed 4: out\/examples-naive-SC-2-4\.json$/m,
  );
  expect(out).toContain("examples/naive: VIOLATED. ");
  expect(readdirSync(join(folder, "out"))).toEqual(
    expect.arrayContaining(["junit.xml", "report.md", "result.json"]),
  );

  const artefact = "out/examples-naive-SC-2-4.json";
  expect(out).toContain(`  replay: npm run replay -- ${artefact} --module ${naive}`);
  const replayed = await claimcheck(`replay ${artefact} --module ${naive}`);
  expect(replayed.out).toContain("SC-2 is VIOLATED.");
  expect(replayed.status).toBe(1);
});

it("ends at Ctrl-C, with what it judged", async () => {
  // Progress is for terminals, so whatever is known by then: the exit code is what a script sees.
  const { status, out, err } = await claimcheck(
    "conformance --topology standalone --budget 10m --regressions .",
    { interruptAfter: "then more until" },
  );
  expect(err).toContain("stopping after the seeds under way");
  expect(out).toContain("reference: UNDECIDED. Interrupted before ");
  expect(status).toBe(130);
});

it("says in one line what is wrong with a module", async () => {
  const write = (name: string, content: string): string => {
    mkdirSync(join(folder, "modules"), { recursive: true });
    writeFileSync(join(folder, "modules", name), content);
    return `modules/${name}`;
  };
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const subject = `import { naiveScheduler as naive } from ${JSON.stringify(naive)};\n`;
  const wrong: readonly (readonly [module: string, told: string])[] = [
    ["nowhere.ts", 'MISSING_MODULE --module: got "nowhere.ts"; there is no such file; give'],
    ["modules", 'MISSING_MODULE --module: got "modules"; it is no file'],
    [
      write("a.txt", ""),
      'MISSING_MODULE --module: got "modules/a.txt"; it is no module by its name',
    ],
    [
      write("syntax.ts", "const a: = 1;"),
      'BAD_MODULE --module: "modules/syntax.ts" does not compile (modules/syntax.ts:1:10: Unexpected',
    ],
    [write("imports.mjs", 'import "no-such-package";'), "imports what is not there (Cannot find"],
    [write("throws.cjs", 'throw new Error("no luck\\ntoday");'), "cannot be loaded (no luck)"],
    [write("none.ts", "export const a = 1;"), "exports no subject; export an object with name,"],
    [
      write("shape.ts", `${subject}export default { ...naive, declares: { misfire: "never" } };`),
      'export default.declares.misfire: got "never"; give "coalesce" or "catch-up"',
    ],
    [
      write("two.ts", `${subject}export { naive }; export const b = { ...naive, name: "b" };`),
      "exports 2 subjects; choose with --subject, one of b, examples/naive",
    ],
    [
      write("name.ts", `${subject}export default { ...naive, name: "reference" };`),
      'exports a subject with the name "reference", which is built in',
    ],
    [
      write(
        "blame.ts",
        `${subject}enum Name { Own = "own" }
         const layout = { ...naive.layout, scheduleOfKey: () => { throw new Error("no idea"); } };
         export default { ...naive, name: Name.Own, layout };`,
      ),
      'BAD_SUBJECT --module: "modules/blame.ts" failed at blame.ts:',
    ],
  ];
  const told = await Promise.all(
    wrong.map(([module]) => claimcheck(`sim --seed 4 --module ${module}`)),
  );
  for (const [index, { status, err }] of told.entries()) {
    expect(err).toContain(wrong[index]?.[1]);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(status).toBe(2);
  }
});

type Ended = { readonly status: number | null; readonly out: string; readonly err: string };

function claimcheck(
  line: string,
  { interruptAfter = null }: { readonly interruptAfter?: string | null } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, "conformance", "start.mjs"), ...line.split(" ")],
      { cwd: folder, env: { ...process.env, NO_COLOR: "1" } },
    );
    let out = "";
    let err = "";
    let waitsFor = interruptAfter;
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      if (waitsFor === null || !out.includes(waitsFor)) return;
      waitsFor = null;
      child.kill("SIGINT");
    });
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, out, err }));
  });
}
