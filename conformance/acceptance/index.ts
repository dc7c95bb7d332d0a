import { brokenAreCaught } from "./brokenAreCaught.ts";
import { crashTableIsTrue } from "./crashTableIsTrue.ts";
import { digestIsTheSameEverywhere } from "./digestIsTheSameEverywhere.ts";
import { liveHolds } from "./liveHolds.ts";
import { lockstepIsTheSame } from "./lockstepIsTheSame.ts";
import { matrixIsTrue } from "./matrix.ts";
import { mockMisses } from "./mockMisses.ts";
import { packageWorks } from "./packageWorks.ts";
import { referenceHolds } from "./referenceHolds.ts";
import { realServersConfirm } from "./realServersConfirm.ts";
import { strategiesFind } from "./strategiesFind.ts";
import { jobs } from "./threads.ts";
import type { Acceptance } from "./acceptance.ts";

/**
 * `npm run acceptance`: the suite proves itself. The reference holds every rule, each broken subject is caught for its own
 * defect and confirmed by real servers, a seed means the same on every Node and on real servers, what tests with
 * ioredis-mock would have missed is measured, and real clusters show the same on the wall clock. With --full it takes as long as it takes.
 */
const parts: Readonly<Record<string, Acceptance>> = {
  reference: referenceHolds,
  broken: brokenAreCaught,
  digest: digestIsTheSameEverywhere,
  lockstep: lockstepIsTheSame,
  confirmations: realServersConfirm,
  mock: mockMisses,
  strategies: strategiesFind,
  "crash-table": crashTableIsTrue,
  live: liveHolds,
  package: packageWorks,
  matrix: matrixIsTrue,
};

const isFull = process.argv.includes("--full");
const asked = process.argv.slice(2).filter((name) => name !== "--full");
const unknown = asked.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `acceptance: unknown ${unknown.join(", ")}; one of ${Object.keys(parts).join(", ")}, or --full, would be right`,
  );
  process.exit(2);
}

let failures = 0;
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const begin = performance.now();
  const complaints = await part(jobs, (line) => console.log(`  ${line}`), isFull);
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  console.log(`${complaints.length === 0 ? "accepted" : "REFUSED"}: ${name}, ${seconds} s`);
  for (const complaint of complaints) console.log(`  ${complaint}`);
  failures += complaints.length;
}
process.exitCode = failures === 0 ? 0 : 1;
