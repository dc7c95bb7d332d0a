import type { Acceptance } from "./acceptance.ts";
import { runSim } from "./runCli.ts";

const seeds = ["--seeds", "1..200"];
const versions = ["20", "22", "24"];
const subjects = ["reference", "boringnode-queue@0.6.0"];

/** Seeds 1 to 200 have one digest, in one process or two, on every Node that is supported. */
export const digestIsTheSameEverywhere: Acceptance = async (_jobs, say) => {
  const complaints: string[] = [];
  for (const subject of subjects) {
    const digests = new Map<string, string>();
    const add = async (
      name: string,
      args: readonly string[],
      node?: readonly string[],
    ): Promise<void> => {
      const { report } = await runSim(
        ["--subject", subject, ...seeds, "--no-shrink", ...args],
        node,
      );
      digests.set(name, report.digest);
      say(`${subject} ${report.digest} ${name}`);
    };
    await add(`this Node (${process.version}), one process`, ["--jobs", "1"]);
    await add(`this Node (${process.version}), two processes`, ["--jobs", "2"]);
    for (const version of versions) {
      await add(`Node ${version}`, ["--jobs", "2"], ["npx", "-y", "-p", `node@${version}`, "node"]);
    }
    if (new Set(digests.values()).size > 1) complaints.push(`${subject}: the digests differ`);
  }
  return complaints;
};
