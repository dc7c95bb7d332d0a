import type { Acceptance } from "./acceptance.ts";
import { nodeBinary } from "./nodeBinary.ts";
import { runSim, runSimInThread, runSimsOn } from "./runSim.ts";
import { sideBySide } from "./sideBySide.ts";

const versions = ["20", "22", "24"];
const sweeps = [
  { what: ["--subject", "reference"], seeds: 200, seedsInCi: 12 },
  { what: ["--subject", "boringnode-queue@0.6.0"], seeds: 200, seedsInCi: 8 },
  { what: ["--subject", "reference", "--topology", "replicated"], seeds: 50, seedsInCi: 4 },
  { what: ["--subject", "reference", "--topology", "cluster"], seeds: 50, seedsInCi: 4 },
];

/** Seeds have one digest, in one thread or in two of a process of its own, on every Node that is supported. */
export const digestIsTheSameEverywhere: Acceptance = async (jobs, say, isFull) => {
  const own = process.version;
  // What runs here is one of them; in full the newest of its line is another.
  const others = versions.filter((version) => isFull || !own.startsWith(`v${version}.`));
  const digests = sweeps.map(() => new Set<string>());
  const asked = sweeps.map(({ what, seeds, seedsInCi }) => [
    ...what,
    "--seeds",
    `1..${isFull ? seeds : seedsInCi}`,
    "--no-shrink",
  ]);
  const tell = (index: number, digest: string, where: string): void => {
    digests[index]?.add(digest);
    const what = asked[index]?.filter((word) => !word.startsWith("--")).join(" ");
    say(`${what} ${digest} ${where}`);
  };
  const tasks = [
    ...others.map((version) => async () => {
      const runs = await runSimsOn(await nodeBinary(version), asked);
      for (const [index, { report }] of runs.entries())
        tell(index, report.digest, `Node ${version}`);
    }),
    // Such a process takes ten seconds of a core to begin; how one node fares in it a test of the command line asks.
    ...asked.map((sweep, index) => async () => {
      if (!isFull && !sweep.includes("cluster")) return;
      const { report } = await runSim([...sweep, "--jobs", "2"]);
      tell(index, report.digest, `this Node (${own}), two threads of a process of its own`);
    }),
    ...asked.map((sweep, index) => async () => {
      const { report } = await runSimInThread(sweep);
      tell(index, report.digest, `this Node (${own}), one thread`);
    }),
  ];
  await sideBySide(tasks, jobs);
  return sweeps.flatMap(({ what }, index) =>
    digests[index]?.size === 1 ? [] : [`${what.join(" ")}: the digests differ`],
  );
};
