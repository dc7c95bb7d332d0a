import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";

const versions = ["20", "22", "24"];
const sweeps = [
  ["--subject", "reference", "--seeds", "1..200"],
  ["--subject", "boringnode-queue@0.6.0", "--seeds", "1..200"],
  ["--subject", "reference", "--topology", "replicated", "--seeds", "1..50"],
  ["--subject", "reference", "--topology", "cluster", "--seeds", "1..50"],
];

/** Seeds have one digest, in one process or two, on every Node that is supported. */
export const digestIsTheSameEverywhere: Acceptance = async (_jobs, say) => {
  const complaints: string[] = [];
  for (const sweep of sweeps) {
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
