import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Acceptance } from "./acceptance.ts";
import { emptyProject, type Project } from "./emptyProject.ts";
import { nodeBinary } from "./nodeBinary.ts";
import { packedTarball } from "./packedTarball.ts";
import { tarballFaults } from "./tarballFaults.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const versions = ["20", "22", "24"];

/**
 * The package is what somebody else needs: packed, read by publint and attw, installed in an empty project, its types
 * checked there, its commands run on every Node that is supported.
 */
export const packageWorks: Acceptance = async (_jobs, say) => {
  const folder = mkdtempSync(join(tmpdir(), "claimcheck-package-"));
  try {
    const tarball = packedTarball(folder);
    say(`${tarball.files.length} files`);
    const complaints = [...(await tarballFaults(folder, tarball))];
    const project = await emptyProject(join(folder, "project"), tarball.path);
    say("installed in an empty project");
    complaints.push(...(await typeFaults(project)));
    complaints.push(...(await tutorialFaults(project)));
    say("the tutorial's commands");
    const digests = new Set<string>();
    for (const version of versions) {
      const node = dirname(await nodeBinary(version));
      const begin = performance.now();
      complaints.push(
        ...(await commandFaults(project, node, digests)).map((each) => `Node ${version}: ${each}`),
      );
      if (version === "24") {
        // A test of somebody's own, with the types that Node leaves out by itself.
        const judged = await project.run("node entries.ts", node);
        if (!judged.out.includes("VIOLATED."))
          complaints.push(`judge(): ${judged.code} ${judged.out}${judged.err}`);
      }
      say(`Node ${version}: ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
    }
    if (digests.size !== 1) complaints.push(`${digests.size} digests of one sweep; 1 is right`);
    return complaints;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Each entry is there for Node and for TypeScript, whose checks leave nothing of the package out. */
async function typeFaults(project: Project): Promise<readonly string[]> {
  cpSync(join(root, "examples", "naiveScheduler.ts"), join(project.folder, "my-adapter.ts"));
  const entries = ["", "/spec", "/sim", "/adapters", "/reports", "/conformance"];
  writeFileSync(
    join(project.folder, "entries.ts"),
    [
      ...entries.map((entry, index) => `import * as entry${index} from "claimcheck${entry}";`),
      'import { judge, textReport, type SweepResult } from "claimcheck";',
      'import { naiveScheduler } from "./my-adapter.ts";',
      `for (const entry of [${entries.map((_, index) => `entry${index}`).join(", ")}])`,
      '  if (Object.keys(entry).length === 0) throw new Error("an entry exports nothing");',
      "const result: SweepResult = await judge(naiveScheduler, { seeds: 5 });",
      "console.log(textReport(result));",
    ].join("\n"),
  );
  // Strict, and without skipLibCheck; the types of Node are theirs to have.
  const options =
    "--noEmit --strict --module nodenext --target es2023 --types node --allowImportingTsExtensions";
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  await project.run("npm install --no-audit --no-fund --save-dev @types/node@20");
  const checked = await project.run(`node ${compiler} ${options} entries.ts`);
  return checked.code === 0 ? [] : [`its types: ${checked.out}${checked.err}`];
}

/** Each command of the tutorial, but for the installation: that was done, with the tarball. */
async function tutorialFaults(project: Project): Promise<readonly string[]> {
  const page = readFileSync(join(root, "examples", "tutorial", "README.md"), "utf8");
  const lines = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) =>
    block.split("\n").filter((line) => line !== "" && !line.startsWith("npm install")),
  );
  const complaints: string[] = [];
  for (const line of lines) {
    const code = Number(/# exit code (\d+)$/.exec(line)?.[1] ?? 0);
    const said = await project.run(line);
    if (said.code !== code)
      complaints.push(`tutorial: ${line}: ${said.code}: ${(said.out + said.err).slice(-600)}`);
  }
  return complaints;
}

/** A line, what it must end with, and what it must say. */
type Try = readonly [line: string, code: number, says: RegExp];

const onEveryNode: readonly Try[] = [
  ["npx claimcheck", 2, /^claimcheck: NO_COMMAND .*\n$/],
  ["npx claimcheck --help", 0, /Usage: claimcheck/],
  ["npx claimcheck sim --sedes 3", 2, /^claimcheck: UNKNOWN_OPTION .*did you mean --seeds\?\n$/],
  ["npx claimcheck sim", 0, /as it should be: that was a demonstration/],
  ["npx claimcheck sim --subject reference --seed 7", 0, /HELD\./],
  [
    "npx claimcheck sim --subject broken/trustsTheScore --faults stale-early --seeds 3 --report out",
    1,
    /SC-1 violated: /,
  ],
  ["npx claimcheck replay out/broken-trustsTheScore-SC-1-*.json", 1, /the same run as when/],
  [
    "npx claimcheck conformance --module ./my-adapter.ts --topology standalone --seeds 2 --budget 1s --no-shrink",
    1,
    /examples\/naive/,
  ],
];

/** What depends on the package, and not on the Node. */
const once: readonly Try[] = [
  ["npx claimcheck list", 0, /trustsTheScore/],
  ["npx claimcheck sim --contract stream-balancer --seed 2", 0, /HELD/],
  ["npx claimcheck sim --contract event-streamer --seeds 2 --jobs 2", 0, /HELD/],
  ["npx claimcheck sim --subject reference --backend mock --seed 1", 3, /UNDECIDED/],
  [
    "for I in 1 2; do npx claimcheck sim --subject reference --seeds 4 --shard $I/2 --format json >$I.json; done; npx claimcheck merge 1.json 2.json",
    0,
    /HELD\./,
  ],
  ["npx claimcheck merge 1.json", 2, /^claimcheck: MISSING_SHARD shard 2\/2 is missing; .*\n$/],
];

async function commandFaults(
  project: Project,
  node: string,
  digests: Set<string>,
): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (const [line, code, says] of digests.size === 0 ? [...onEveryNode, ...once] : onEveryNode) {
    const said = await project.run(line, node);
    // npm may have something to say of the machine.
    const all = said.out + said.err.replaceAll(/^npm (warn|notice).*\n/gm, "");
    if (said.code === code && says.test(all)) continue;
    complaints.push(`${line}: exit code ${said.code}, ${code} is right: ${all.slice(-600)}`);
  }
  const sweep = "npx claimcheck sim --seeds 5 --subject reference --topology cluster --format json";
  const { out } = await project.run(sweep, node);
  digests.add(/"digest": "(\w+)"/.exec(out)?.[1] ?? out);
  return complaints;
}
