import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";

const versions = ["20", "22", "24"];
const sweeps = [
  { what: ["--subject", "reference"], seeds: 200, seedsInCi: 60 },
  { what: ["--subject", "boringnode-queue@0.6.0"], seeds: 200, seedsInCi: 60 },
  { what: ["--subject", "reference", "--topology", "replicated"], seeds: 50, seedsInCi: 20 },
  { what: ["--subject", "reference", "--topology", "cluster"], seeds: 50, seedsInCi: 20 },
];

/** Seeds have one digest, in one process or two, on every Node that is supported. */
export const digestIsTheSameEverywhere: Acceptance = async (_jobs, say, isFull) => {
  const complaints: string[] = [];
  for (const { what: asked, seeds, seedsInCi } of sweeps) {
    const sweep = [...asked, "--seeds", `1..${isFull ? seeds : seedsInCi}`];
    const what = sweep.filter((word) => !word.startsWith("--")).join(" ");
    const digests = new Map<string, string>();
    const add = async (
      name: string,
      args: readonly string[],
      node?: readonly string[],
    ): Promise<void> => {
      const { report } = await runSim([...sweep, "--no-shrink", ...args], node);
      digests.set(name, report.digest);
      say(`${what} ${report.digest} ${name}`);
    };
    await add(`this Node (${process.version}), one process`, ["--jobs", "1"]);
    await add(`this Node (${process.version}), two processes`, ["--jobs", "2"]);
    for (const version of versions) {
      await add(`Node ${version}`, ["--jobs", "2"], ["npx", "-y", "-p", `node@${version}`, "node"]);
    }
    if (new Set(digests.values()).size > 1) complaints.push(`${what}: the digests differ`);
  }
  return complaints;
};
