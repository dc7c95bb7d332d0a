import type { Acceptance } from "./acceptance.ts";
import { nodeBinary } from "./nodeBinary.ts";
import { runSim } from "./runCli.ts";
import { sideBySide } from "./sideBySide.ts";

const versions = ["20", "22", "24"];
const sweeps = [
  { what: ["--subject", "reference"], seeds: 200, seedsInCi: 30 },
  { what: ["--subject", "boringnode-queue@0.6.0"], seeds: 200, seedsInCi: 30 },
  { what: ["--subject", "reference", "--topology", "replicated"], seeds: 50, seedsInCi: 10 },
  { what: ["--subject", "reference", "--topology", "cluster"], seeds: 50, seedsInCi: 10 },
];

/** Who runs the sweeps. */
type Runner = { readonly name: string; readonly jobs: number; readonly version: string | null };

/** Seeds have one digest, in one process or two, on every Node that is supported. */
export const digestIsTheSameEverywhere: Acceptance = async (jobs, say, isFull) => {
  const own = process.version;
  // What runs here is one of them; in full the newest of its line is another.
  const others = versions.filter((version) => isFull || !own.startsWith(`v${version}.`));
  const runners: readonly Runner[] = [
    { name: `this Node (${own}), one process`, jobs: 1, version: null },
    { name: `this Node (${own}), two processes`, jobs: 2, version: null },
    ...others.map((version) => ({ name: `Node ${version}`, jobs: 1, version })),
  ];
  const digests = sweeps.map(() => new Map<string, string>());
  const tasks = runners.flatMap(({ name, jobs: own, version }) =>
    sweeps.map(({ what: asked, seeds, seedsInCi }, index) => async () => {
      const node = version === null ? undefined : [await nodeBinary(version)];
      const sweep = [...asked, "--seeds", `1..${isFull ? seeds : seedsInCi}`];
      const { report } = await runSim([...sweep, "--no-shrink", "--jobs", `${own}`], node);
      digests[index]?.set(name, report.digest);
      const what = sweep.filter((word) => !word.startsWith("--")).join(" ");
      say(`${what} ${report.digest} ${name}`);
    }),
  );
  await sideBySide(tasks, jobs);
  return sweeps.flatMap(({ what }, index) =>
    new Set(digests[index]?.values()).size > 1 ? [`${what.join(" ")}: the digests differ`] : [],
  );
};
